package dev.pawl.cli.command;

/** How a command that did its work ended. */
public enum Outcome {
    DONE(0),
    /** It looked for something and found it: problems, differences. */
    FINDINGS(1);

    private final int exitCode;

    Outcome(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
