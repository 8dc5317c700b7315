package dev.pawl.connectors.parquet;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Takes one column apart into Parquet's values and levels: the repetition level says at which nesting a list goes on, the
 * definition level how deep the value is not null.
 */
abstract class ValueWriter {
    private final String column;
    private final boolean isNullable;
    /** The definition level of a value here that is not null. */
    protected final int level;

    ValueWriter(String column, boolean isNullable, int parentLevel) {
        this.column = column;
        this.isNullable = isNullable;
        this.level = isNullable ? parentLevel + 1 : parentLevel;
    }

    final void write(SpecializedGetters values, int ordinal, int repetition) {
        if (!values.isNullAt(ordinal)) {
            writeValue(values, ordinal, repetition);
            return;
        }
        if (!isNullable) {
            throw new NullValueException(column);
        }
        writeNothing(repetition, level - 1);
    }

    abstract void writeValue(SpecializedGetters values, int ordinal, int repetition);

    /** Nothing here, because of what is null or empty at a level above. */
    abstract void writeNothing(int repetition, int definition);
}
