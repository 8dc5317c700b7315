package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import io.delta.kernel.internal.SnapshotImpl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns by which rows of a query in output mode update take the place of rows of the table.
 *
 * @param columns as the table has them
 */
record MergeKeys(StructType columns, Set<String> partitions) {
    static final String OPTION = "mergeKeys";

    MergeKeys {
        partitions = Set.copyOf(partitions);
    }

    /** Those that an option names; none unless rows are replaced by key. */
    static Optional<MergeKeys> of(SinkRequest request, DeltaTable table, SnapshotImpl snapshot) {
        List<String> names = names(request);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        StructType schema = DeltaTypes.plain(DeltaTypes.spark(snapshot.getSchema()));
        StructType columns = new StructType();
        for (String name : names) {
            StructField column = find(schema, name);
            if (column == null || find(request.columns(), name) == null) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Option " + OPTION + " names column " + name + ", which "
                                + (column == null ? "Delta table " + table.location() : "the query")
                                + " does not have.");
            }
            DataType type = column.dataType();
            if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
                throw request.options().invalid(OPTION, "columns with plain values, and " + name + " is " + type.sql());
            }
            columns = columns.add(column);
        }
        Set<String> partitions = new LinkedHashSet<>();
        for (String name : columns.fieldNames()) {
            if (TableLayout.containsIgnoringCase(snapshot.getPartitionColumnNames(), name)) {
                partitions.add(name);
            }
        }
        return Optional.of(new MergeKeys(columns, partitions));
    }

    /** What the option says, once it fits the mode: asked before a table is made. */
    static List<String> names(SinkRequest request) {
        boolean isUpdate = request.mode() == OutputMode.UPDATE;
        if (!isUpdate) {
            if (request.options().find(OPTION).isPresent()) {
                throw request.options().invalid(OPTION, "absent unless outputMode is update");
            }
            return List.of();
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String part : request.options().require(OPTION).split(",", -1)) {
            String name = part.strip();
            if (name.isEmpty() || !seen.add(name.toLowerCase(Locale.ROOT))) {
                throw request.options().invalid(OPTION, "names of columns, separated by commas and each once");
            }
            names.add(name);
        }
        return names;
    }

    private static @org.jspecify.annotations.Nullable StructField find(StructType schema, String name) {
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    /** Where rows have each key column. */
    int[] ordinals(StructType rows) {
        List<String> names = List.of(rows.fieldNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        int[] ordinals = new int[columns.fields().length];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = names.indexOf(columns.fields()[i].name().toLowerCase(Locale.ROOT));
        }
        return ordinals;
    }

    boolean isPartition(StructField column) {
        return partitions.contains(column.name());
    }
}
