package dev.pawl.connectors.delta;

import dev.pawl.connectors.parquet.ParquetColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Finds nulls where a table has none, before a row is written. */
final class NotNullColumns {
    private final List<Bound> bound = new ArrayList<>();

    private record Bound(ParquetColumn column, int ordinal) {}

    NotNullColumns(TableLayout layout) {
        for (int i = 0; i < layout.columns().size(); i++) {
            if (layout.ordinals().get(i) >= 0 && isBound(layout.columns().get(i))) {
                bound.add(new Bound(layout.columns().get(i), layout.ordinals().get(i)));
            }
        }
    }

    /** Keys of maps are never null in any row. */
    private static boolean isBound(ParquetColumn column) {
        List<ParquetColumn> parts =
                column.type() instanceof MapType ? column.children().subList(1, 2) : column.children();
        return !column.isNullable() || parts.stream().anyMatch(NotNullColumns::isBound);
    }

    /** The name of a column that is null in a row and must not be. */
    Optional<String> violatedBy(InternalRow row) {
        for (Bound each : bound) {
            Optional<String> found = nullIn(row, each.ordinal, each.column);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> nullIn(SpecializedGetters values, int ordinal, ParquetColumn column) {
        if (values.isNullAt(ordinal)) {
            return column.isNullable() ? Optional.empty() : Optional.of(column.name());
        }
        if (column.type() instanceof StructType struct) {
            InternalRow fields = values.getStruct(ordinal, struct.size());
            for (int i = 0; i < struct.size(); i++) {
                Optional<String> found = nullIn(fields, i, column.children().get(i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        if (column.type() instanceof ArrayType) {
            return nullIn(values.getArray(ordinal), column.children().get(0));
        }
        return column.type() instanceof MapType
                ? nullIn(values.getMap(ordinal).valueArray(), column.children().get(1))
                : Optional.empty();
    }

    private static Optional<String> nullIn(ArrayData elements, ParquetColumn element) {
        for (int i = 0; i < elements.numElements(); i++) {
            Optional<String> found = nullIn(elements, i, element);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
