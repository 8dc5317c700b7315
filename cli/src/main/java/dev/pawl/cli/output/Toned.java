package dev.pawl.cli.output;

/** A word and what it says to the reader. */
public record Toned(String text, Tone tone) {}
