package dev.pawl.connectors.parquet;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;

/** Columns made of others. */
final class NestedWriters {
    private NestedWriters() {}

    static final class Struct extends ValueWriter {
        private final ValueWriter[] fields;

        Struct(String column, boolean isNullable, int parentLevel, ValueWriter[] fields) {
            super(column, isNullable, parentLevel);
            this.fields = fields;
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            InternalRow struct = values.getStruct(ordinal, fields.length);
            for (int i = 0; i < fields.length; i++) {
                fields[i].write(struct, i, repetition);
            }
        }

        @Override
        void writeNothing(int repetition, int definition) {
            for (ValueWriter field : fields) {
                field.writeNothing(repetition, definition);
            }
        }
    }

    /** An array, whose elements repeat one level below. */
    static final class List extends ValueWriter {
        private final int elementRepetition;
        private final ValueWriter element;

        List(String column, boolean isNullable, int parentLevel, int elementRepetition, ValueWriter element) {
            super(column, isNullable, parentLevel);
            this.elementRepetition = elementRepetition;
            this.element = element;
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            ArrayData array = values.getArray(ordinal);
            int count = array.numElements();
            if (count == 0) {
                element.writeNothing(repetition, level);
            }
            for (int i = 0; i < count; i++) {
                element.write(array, i, i == 0 ? repetition : elementRepetition);
            }
        }

        @Override
        void writeNothing(int repetition, int definition) {
            element.writeNothing(repetition, definition);
        }
    }

    static final class Map extends ValueWriter {
        private final int entryRepetition;
        private final ValueWriter key;
        private final ValueWriter value;

        Map(
                String column,
                boolean isNullable,
                int parentLevel,
                int entryRepetition,
                ValueWriter key,
                ValueWriter value) {
            super(column, isNullable, parentLevel);
            this.entryRepetition = entryRepetition;
            this.key = key;
            this.value = value;
        }

        @Override
        void writeValue(SpecializedGetters values, int ordinal, int repetition) {
            MapData map = values.getMap(ordinal);
            int count = map.numElements();
            if (count == 0) {
                writeNothing(repetition, level);
                return;
            }
            ArrayData keys = map.keyArray();
            ArrayData mapValues = map.valueArray();
            for (int i = 0; i < count; i++) {
                int entry = i == 0 ? repetition : entryRepetition;
                key.write(keys, i, entry);
                value.write(mapValues, i, entry);
            }
        }

        @Override
        void writeNothing(int repetition, int definition) {
            key.writeNothing(repetition, definition);
            value.writeNothing(repetition, definition);
        }
    }
}
