package dev.pawl.cli.output;

/** The forms an answer can take. */
public enum OutputFormat {
    /** For people: aligned, units, local conventions of a terminal. */
    TEXT,
    /** One object a line; a field that is null is left out. */
    JSON,
    /** RFC 4180 with a header line; lines end with a line feed. */
    CSV
}
