package dev.pawl.connectors.parquet;

/** A null in a column that has none. */
public final class NullValueException extends RuntimeException {
    private final String column;

    public NullValueException(String column) {
        super("null in column " + column);
        this.column = column;
    }

    public String column() {
        return column;
    }
}
