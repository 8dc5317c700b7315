package dev.pawl.cli.command;

import dev.pawl.checkpoint.error.ErrorCode;

/** How a call ends as far as is known; what counts if the reader of the output leaves before the command is through. */
final class Verdict {
    private int exitCode = Outcome.DONE.exitCode();

    void is(Outcome outcome) {
        exitCode = outcome.exitCode();
    }

    void is(ErrorCode problem) {
        exitCode = problem.kind().exitCode();
    }

    int exitCode() {
        return exitCode;
    }
}
