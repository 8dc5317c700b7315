package dev.pawl.pipeline;

/** {@code SET key = value}: a configuration for all queries of the file. */
public record SetConf(Position position, String key, String value) implements Statement {}
