package dev.pawl.checkpoint.storage;

/**
 * What goes wrong on a simulated disk, and at which of its steps; steps are the writing calls, counted from 0.
 *
 * @param step the first step that goes wrong
 */
public record Faults(Kind kind, int step) {
    /** How it goes wrong. */
    enum Kind {
        NONE,
        CRASH,
        FAIL_ONCE,
        FAIL_ALWAYS,
        NO_SPACE
    }

    public static Faults none() {
        return new Faults(Kind.NONE, Integer.MAX_VALUE);
    }

    /** The machine stops before this step; every later call is refused. */
    public static Faults crashBefore(int step) {
        return new Faults(Kind.CRASH, step);
    }

    /** This step fails and has no effect; later ones succeed. */
    public static Faults failOnceAt(int step) {
        return new Faults(Kind.FAIL_ONCE, step);
    }

    /** From this step on every call fails, reading too. */
    public static Faults failAlwaysFrom(int step) {
        return new Faults(Kind.FAIL_ALWAYS, step);
    }

    /** From this step on no file grows and no name is added; removing works. */
    public static Faults noSpaceFrom(int step) {
        return new Faults(Kind.NO_SPACE, step);
    }
}
