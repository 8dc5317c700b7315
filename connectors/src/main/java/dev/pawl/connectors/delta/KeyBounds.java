package dev.pawl.connectors.delta;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The least and the greatest value of each key column in some rows: files whose values lie outside need no look. */
final class KeyBounds {
    private final StructField[] columns;
    private final int[] ordinals;
    private final Object[] least;
    private final Object[] greatest;
    /** Columns that tell nothing: of a type without an order that statistics know, or with a null among their values. */
    private final boolean[] isOpen;

    KeyBounds(MergeKeys keys, int[] ordinals) {
        this.columns = keys.columns().fields();
        this.ordinals = ordinals.clone();
        this.least = new Object[columns.length];
        this.greatest = new Object[columns.length];
        this.isOpen = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            DataType type = columns[i].dataType();
            boolean isTime = type instanceof TimestampType;
            isOpen[i] = !isOrdered(type) || (isTime && keys.isPartition(columns[i]));
        }
    }

    private static boolean isOrdered(DataType type) {
        return type instanceof LongType
                || type instanceof IntegerType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof StringType;
    }

    void add(InternalRow row) {
        for (int i = 0; i < columns.length; i++) {
            if (!isOpen[i]) {
                int ordinal = ordinals[i];
                if (row.isNullAt(ordinal)) {
                    isOpen[i] = true;
                } else {
                    include(i, value(row, ordinal, columns[i].dataType()));
                }
            }
        }
    }

    private static Object value(InternalRow row, int ordinal, DataType type) {
        if (type instanceof StringType) {
            return row.getUTF8String(ordinal);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return row.getInt(ordinal);
        }
        return row.getLong(ordinal);
    }

    void addAll(KeyBounds other) {
        for (int i = 0; i < columns.length; i++) {
            isOpen[i] |= other.isOpen[i];
            if (!isOpen[i] && other.least[i] != null) {
                include(i, other.least[i]);
                include(i, other.greatest[i]);
            }
        }
    }

    private void include(int column, Object value) {
        if (value instanceof UTF8String text && text.numBytes() == 0) {
            // A partition keeps it as a null.
            isOpen[column] = true;
            return;
        }
        if (least[column] == null || compare(value, least[column]) < 0) {
            least[column] = kept(value);
        }
        if (greatest[column] == null || compare(value, greatest[column]) > 0) {
            greatest[column] = kept(value);
        }
    }

    private static Object kept(Object value) {
        return value instanceof UTF8String text ? text.clone() : value;
    }

    private static int compare(Object one, Object other) {
        if (one instanceof UTF8String text) {
            return text.compareTo((UTF8String) other);
        }
        return Long.compare(((Number) one).longValue(), ((Number) other).longValue());
    }

    /** What files must fulfil that may hold one of the rows; none if any may. */
    Optional<Predicate> predicate() {
        List<Predicate> parts = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (!isOpen[i] && least[i] != null) {
                Column column = new Column(columns[i].name());
                DataType type = columns[i].dataType();
                parts.add(new Predicate(">=", column, literal(least[i], type)));
                parts.add(new Predicate("<=", column, literal(greatest[i], type)));
            }
        }
        return parts.stream().reduce((one, other) -> new Predicate("AND", one, other));
    }

    private static Literal literal(@Nullable Object value, DataType type) {
        if (value instanceof UTF8String text) {
            return Literal.ofString(text.toString());
        }
        if (value instanceof Integer number) {
            return type instanceof DateType ? Literal.ofDate(number) : Literal.ofInt(number);
        }
        long number = (Long) java.util.Objects.requireNonNull(value);
        return type instanceof TimestampType ? Literal.ofTimestamp(number) : Literal.ofLong(number);
    }
}
