package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.type.StructType;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a question, as far as it is the same for all partitions.
 *
 * @param store the store that holds it
 * @param family the column family, in a store with column families
 * @param values whether a value is one row or a list of rows
 */
record ViewShape(
        String store,
        Optional<String> family,
        StructType keySchema,
        KeyLayout keyLayout,
        Values values,
        List<ViewColumn> columns) {
    /** What the value of an entry is. */
    enum Values {
        ROW,
        LIST
    }

    ViewShape {
        columns = List.copyOf(columns);
    }
}
