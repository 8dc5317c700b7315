package dev.pawl.checkpoint.row;

/** Bytes are not the row that was expected; turned into an error with a file name by whoever knows the file. */
public final class RowProblem extends Exception {
    /** Without a stack trace: every row of a large file may have one. */
    public RowProblem(String reason) {
        super(reason, null, false, false);
    }

    /** The reason, without the file. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
