package dev.pawl.pipeline;

/**
 * {@code CREATE FLOW name AS INSERT INTO target BY NAME SELECT …}: a further query that writes a target.
 *
 * @param target the streaming table it writes
 */
public record Flow(Position position, String name, String target, QueryText query) implements Statement {}
