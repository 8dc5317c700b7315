package dev.pawl.cli.output;

/** Whoever read the output has gone (as `head` does): there is nobody left to tell, so the command ends without a word. */
public final class OutputClosed extends RuntimeException {
    OutputClosed(Throwable cause) {
        super("the reader of the output has gone", cause, false, false);
    }
}
