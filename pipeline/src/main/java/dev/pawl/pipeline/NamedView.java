package dev.pawl.pipeline;

/** {@code CREATE TEMPORARY VIEW name AS SELECT …}: a named step. */
public record NamedView(Position position, String name, QueryText query) implements Statement {}
