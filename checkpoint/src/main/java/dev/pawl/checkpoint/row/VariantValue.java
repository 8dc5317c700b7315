package dev.pawl.checkpoint.row;

/** A variant in its binary form: the value, and the dictionary of the names used in it. */
public record VariantValue(Binary value, Binary metadata) {}
