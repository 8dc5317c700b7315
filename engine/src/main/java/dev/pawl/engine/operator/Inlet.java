package dev.pawl.engine.operator;

/**
 * A place where rows enter a stateful operator.
 *
 * @param operator its number in the query, as Spark counts: from the sink, parents before children
 * @param side 0, or for a join 0 left and 1 right
 */
public record Inlet(int operator, int side) {}
