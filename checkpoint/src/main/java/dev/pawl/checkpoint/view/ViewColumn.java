package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A column of a view: where in the key or value row it comes from. */
sealed interface ViewColumn {
    String name();

    Part part();

    DataType type();

    /** The two rows of an entry. */
    enum Part {
        KEY,
        VALUE
    }

    /** Several fields of the row as one struct. */
    record Struct(String name, Part part, StructType row, List<Integer> ordinals) implements ViewColumn {
        public Struct {
            ordinals = List.copyOf(ordinals);
        }

        static Struct whole(String name, Part part, StructType row) {
            return new Struct(
                    name, part, row, IntStream.range(0, row.size()).boxed().toList());
        }

        @Override
        public StructType type() {
            return new StructType(ordinals.stream().map(row::field).toList());
        }
    }

    /** One field of the row under a name of its own. */
    record Field(String name, Part part, StructType row, int ordinal) implements ViewColumn {
        @Override
        public DataType type() {
            return row.field(ordinal).type();
        }

        /** The schema of the row with this column renamed. */
        StructType renamed() {
            List<StructField> fields = new ArrayList<>(row.fields());
            StructField field = fields.get(ordinal);
            fields.set(ordinal, new StructField(name, field.type(), field.nullable(), field.metadata()));
            return new StructType(fields);
        }
    }
}
