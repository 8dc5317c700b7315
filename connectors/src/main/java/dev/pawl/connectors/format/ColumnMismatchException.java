package dev.pawl.connectors.format;

import dev.pawl.checkpoint.error.ErrorCode;

/** A column of a file has values that the column asked for cannot hold: the file is whole. */
public final class ColumnMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ColumnMismatchException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What Spark calls it. */
    public ErrorCode code() {
        return code;
    }
}
