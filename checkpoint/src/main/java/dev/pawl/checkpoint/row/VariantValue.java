package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.entry.Bytes;

/** A variant in its binary form: the value, and the dictionary of the names used in it. */
public record VariantValue(Bytes value, Bytes metadata) {}
