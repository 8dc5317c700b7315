package dev.pawl.cli.command;

import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.cli.output.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What the user is told when a command fails. */
record Failure(Throwable problem, String message, int exitCode) {
    static Failure of(Throwable problem) {
        if (problem instanceof PawlException known) {
            return new Failure(
                    known,
                    String.valueOf(known.getMessage()),
                    known.code().kind().exitCode());
        }
        int exitCode = ErrorKind.BUG.exitCode();
        if (problem instanceof OutOfMemoryError) {
            String message = "[OUT_OF_MEMORY] Java has no memory left: " + problem.getMessage()
                    + ". Give it more, for instance with PAWL_JAVA_OPTS=-Xmx4g.";
            return new Failure(problem, message, exitCode);
        }
        String message = "[BUG] " + problem
                + "\nThis is a bug in Pawl. Please report it with what the same command prints with `--debug`.";
        return new Failure(problem, message, exitCode);
    }

    String text(boolean withStackTrace) {
        String text = "pawl: " + Printable.lines(Secrets.withoutSecrets(message)) + "\n";
        if (!withStackTrace) {
            return text;
        }
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        return text + Secrets.withoutSecrets(trace.toString());
    }
}
