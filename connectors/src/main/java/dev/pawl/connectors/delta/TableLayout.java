package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.parquet.ParquetColumn;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.util.ColumnMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the rows of a query become files of a table.
 *
 * @param columns of the data files
 * @param ordinals for each, where the rows of the query have it; -1 if they have it not
 * @param partitions the partition columns, in the table's order
 * @param physicalSchema of the data files, as Kernel has it
 * @param widened by ordinal, types that the rows have numbers in where the table has a wider one
 */
record TableLayout(
        List<ParquetColumn> columns,
        List<Integer> ordinals,
        List<Partition> partitions,
        io.delta.kernel.types.StructType physicalSchema,
        Map<Integer, DataType> widened) {
    TableLayout {
        columns = List.copyOf(columns);
        ordinals = List.copyOf(ordinals);
        partitions = List.copyOf(partitions);
        widened = Map.copyOf(widened);
    }

    /** A partition column and where rows have its value. */
    record Partition(String name, DataType type, int ordinal) {}

    static TableLayout of(DeltaTable table, SnapshotImpl snapshot, StructType query) {
        boolean isMapped = ColumnMapping.isColumnMappingModeEnabled(
                ColumnMapping.getColumnMappingMode(snapshot.getMetadata().getConfiguration()));
        List<String> partitionNames = snapshot.getPartitionColumnNames();
        StructType schema = DeltaTypes.spark(snapshot.getSchema());
        refuseOthers(table, schema, query);
        List<ParquetColumn> physical = DeltaTypes.physical(schema, isMapped);
        List<ParquetColumn> columns = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        Map<Integer, DataType> widened = new TreeMap<>();
        Map<String, Partition> partitions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < schema.fields().length; i++) {
            StructField column = schema.fields()[i];
            int ordinal = ordinalOf(table, column, query);
            if (ordinal >= 0 && Widening.isLossless(query.fields()[ordinal].dataType(), column.dataType())) {
                widened.put(ordinal, query.fields()[ordinal].dataType());
            }
            if (containsIgnoringCase(partitionNames, column.name())) {
                partitions.put(column.name(), new Partition(column.name(), column.dataType(), ordinal));
            } else {
                columns.add(physical.get(i));
                ordinals.add(ordinal);
            }
        }
        List<Partition> ordered = partitionNames.stream().map(partitions::get).toList();
        return new TableLayout(
                columns, ordinals, ordered, snapshot.getMetadata().getPhysicalSchema(), widened);
    }

    private static void refuseOthers(DeltaTable table, StructType schema, StructType query) {
        for (StructField field : query.fields()) {
            if (find(schema, field.name()) < 0) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Column " + field.name() + " of the query is not in Delta table " + table.location()
                                + ", whose columns are " + String.join(", ", schema.fieldNames())
                                + ". With option mergeSchema=true the table would get it.");
            }
        }
    }

    private static int ordinalOf(DeltaTable table, StructField column, StructType query) {
        int ordinal = find(query, column.name());
        if (ordinal < 0) {
            if (!column.nullable()) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Column " + column.name() + " of Delta table " + table.location()
                                + " must not be null, and the query does not have it.");
            }
            return ordinal;
        }
        DataType given = query.fields()[ordinal].dataType();
        if (!isSame(column.dataType(), given) && !Widening.isLossless(given, column.dataType())) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "Column " + column.name() + " of Delta table " + table.location() + " is "
                            + column.dataType().sql() + ", but the query gives " + given.sql() + ".");
        }
        return ordinal;
    }

    /** The columns of the query that the table has not. */
    static List<StructField> missing(StructType schema, StructType query) {
        List<StructField> missing = new ArrayList<>();
        for (StructField field : query.fields()) {
            if (find(schema, field.name()) < 0) {
                missing.add(field);
            }
        }
        return missing;
    }

    private static int find(StructType schema, String name) {
        for (int i = 0; i < schema.fields().length; i++) {
            if (schema.fields()[i].name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    static boolean containsIgnoringCase(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Whether rows of one are rows of the other; nulls are checked row by row. */
    private static boolean isSame(DataType table, DataType query) {
        if (table instanceof StructType tableStruct && query instanceof StructType queryStruct) {
            if (tableStruct.fields().length != queryStruct.fields().length) {
                return false;
            }
            for (int i = 0; i < tableStruct.fields().length; i++) {
                StructField field = tableStruct.fields()[i];
                StructField other = queryStruct.fields()[i];
                if (!field.name().toLowerCase(Locale.ROOT).equals(other.name().toLowerCase(Locale.ROOT))
                        || !isSame(field.dataType(), other.dataType())) {
                    return false;
                }
            }
            return true;
        }
        if (table instanceof ArrayType tableArray && query instanceof ArrayType queryArray) {
            return isSame(tableArray.elementType(), queryArray.elementType());
        }
        if (table instanceof MapType tableMap && query instanceof MapType queryMap) {
            return isSame(tableMap.keyType(), queryMap.keyType()) && isSame(tableMap.valueType(), queryMap.valueType());
        }
        return table.equals(query);
    }
}
