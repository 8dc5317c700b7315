package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a query writes and where.
 *
 * @param fileColumns what the files hold: all columns but those that become directories
 * @param fileOrdinals where the rows have them
 * @param partitionColumns those that become directories, in the order of the directories
 * @param partitionOrdinals where the rows have them
 * @param rowsPerFileMax after so many rows of a file the next one begins
 */
record FileSinkSettings(
        Place target,
        StructType fileColumns,
        List<Integer> fileOrdinals,
        List<StructField> partitionColumns,
        List<Integer> partitionOrdinals,
        long rowsPerFileMax) {
    FileSinkSettings {
        fileOrdinals = List.copyOf(fileOrdinals);
        partitionColumns = List.copyOf(partitionColumns);
        partitionOrdinals = List.copyOf(partitionOrdinals);
    }

    static FileSinkSettings of(SinkRequest request, String format, boolean isCaseSensitive) {
        if (request.options().find("retention").isPresent()) {
            throw new PawlException(
                    ErrorCode.SINK_UNSUPPORTED,
                    "Option retention of " + request.options().owner()
                            + " is not there: results do not leave the log `_spark_metadata` when they grow old.");
        }
        if (request.mode() != OutputMode.APPEND) {
            throw new PawlException(
                    ErrorCode.SINK_UNSUPPORTED,
                    "Data source " + format + " does not support "
                            + request.mode().sparkName() + " output mode.");
        }
        StructField[] columns = request.columns().fields();
        List<Integer> partitionOrdinals = new ArrayList<>();
        List<StructField> partitions = new ArrayList<>();
        for (String name : request.partitionColumns()) {
            int ordinal = find(columns, name, isCaseSensitive);
            if (ordinal < 0) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Partition column `" + name + "` not found in schema "
                                + request.columns().simpleString() + ".");
            }
            StructField field = columns[ordinal];
            boolean isNested = field.dataType() instanceof StructType
                    || field.dataType() instanceof ArrayType
                    || field.dataType() instanceof MapType;
            if (isNested) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH,
                        "Cannot use " + field.dataType().sql() + " for partition column `" + name + "`.");
            }
            partitionOrdinals.add(ordinal);
            partitions.add(field);
        }
        List<Integer> fileOrdinals = new ArrayList<>();
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (!partitionOrdinals.contains(i)) {
                fileOrdinals.add(i);
                fields.add(columns[i]);
            }
        }
        if (fields.isEmpty()) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH, "Cannot use all columns for partition columns: files need one.");
        }
        requireDifferentNames(columns, isCaseSensitive);
        // As Spark: a batch without nulls says nothing about the next.
        StructType fileColumns = DataTypes.createStructType(fields).asNullable();
        return new FileSinkSettings(
                Place.of(request.options().require("path")),
                fileColumns,
                fileOrdinals,
                partitions,
                partitionOrdinals,
                rowsPerFileMax(request.options()));
    }

    /** As in Spark, 0 is no limit. */
    private static long rowsPerFileMax(Options options) {
        long max = options.number("maxRecordsPerFile", 0).orElse(SQLConf.get().maxRecordsPerFile());
        return max > 0 ? max : Long.MAX_VALUE;
    }

    private static void requireDifferentNames(StructField[] columns, boolean isCaseSensitive) {
        for (int i = 0; i < columns.length; i++) {
            if (find(Arrays.copyOf(columns, i), columns[i].name(), isCaseSensitive) >= 0) {
                throw new PawlException(
                        ErrorCode.SINK_SCHEMA_MISMATCH, "The column `" + columns[i].name() + "` already exists.");
            }
        }
    }

    private static int find(StructField[] columns, String name, boolean isCaseSensitive) {
        for (int i = 0; i < columns.length; i++) {
            String other = columns[i].name();
            if (isCaseSensitive ? other.equals(name) : other.equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
