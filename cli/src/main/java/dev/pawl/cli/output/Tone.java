package dev.pawl.cli.output;

/** What a word says to the reader; a colour on a terminal, nothing elsewhere. */
public enum Tone {
    GOOD("\u001b[32m"),
    WARNING("\u001b[33m"),
    BAD("\u001b[31m"),
    STRONG("\u001b[1m"),
    FAINT("\u001b[2m");

    static final String RESET = "\u001b[0m";

    private final String start;

    Tone(String start) {
        this.start = start;
    }

    /** A word with this tone, to be given as the value of a text column. */
    public Toned of(String text) {
        return new Toned(text, this);
    }

    String start() {
        return start;
    }
}
