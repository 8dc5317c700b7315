package dev.pawl.cli.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the same columns, written as they come. */
public abstract sealed class Table permits TextTable, JsonTable, CsvTable {
    private final List<Column> columns;

    Table(List<Column> columns) {
        this.columns = columns;
    }

    /** @param values one for each column, of the type its kind asks for, or null */
    public final void row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalStateException("a row of " + values.length + " values for columns " + columns);
        }
        write(values);
    }

    /** Writes what is still held back; call it once, after the last row. */
    public abstract void end();

    final List<Column> columns() {
        return columns;
    }

    abstract void write(@Nullable Object[] values);
}
