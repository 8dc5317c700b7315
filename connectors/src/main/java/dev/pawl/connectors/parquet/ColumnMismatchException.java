package dev.pawl.connectors.parquet;

/** A column of a file has values that the column asked for cannot hold: the file is whole. */
public final class ColumnMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ColumnMismatchException(String message) {
        super(message);
    }
}
