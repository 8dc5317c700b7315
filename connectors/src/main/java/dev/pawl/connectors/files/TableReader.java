package dev.pawl.connectors.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a table are read by one query.
 *
 * @param ordinals where each required column comes from, as {@link PartitionedRow} has it; empty if all come from the files
 * @param hasMetadata whether one of them tells about the file
 */
record TableReader(
        String format,
        FileSettings settings,
        RecordDecoder decoder,
        PartitionColumns partitions,
        List<Integer> ordinals,
        boolean hasMetadata) {
    TableReader {
        ordinals = List.copyOf(ordinals);
    }

    static TableReader of(
            RecordFormat format,
            FileSettings settings,
            StructType fileColumns,
            PartitionColumns partitions,
            StructType required) {
        List<StructField> fromFiles = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        StructField[] partitionFields = partitions.columns().fields();
        boolean isPlain = true;
        boolean hasMetadata = false;
        for (StructField field : required.fields()) {
            if (FileMetadata.isIt(field)) {
                ordinals.add(-1 - partitionFields.length);
                isPlain = false;
                hasMetadata = true;
                continue;
            }
            int partition = -1;
            for (int i = 0; i < partitionFields.length; i++) {
                if (partitionFields[i].name().equalsIgnoreCase(field.name())) {
                    partition = i;
                }
            }
            if (partition >= 0) {
                ordinals.add(-1 - partition);
                isPlain = false;
            } else {
                ordinals.add(fromFiles.size());
                fromFiles.add(field);
            }
        }
        RecordDecoder decoder = format.decoder(fileColumns, DataTypes.createStructType(fromFiles));
        return new TableReader(
                format.name(), settings, decoder, partitions, isPlain ? List.of() : ordinals, hasMetadata);
    }

    /** Whether what a file is like must be known to read it. */
    boolean needsEntry(FilePart part) {
        return hasMetadata || isChecked(part);
    }

    boolean isChecked(FilePart part) {
        return !settings.ignoresChanged() && !part.version().isAny();
    }

    /**
     * @param directories those of the file that make columns
     * @param metadata what the rows tell about the file; asked for only where they do
     */
    @Nullable
    PartitionedRow partitionedRow(String directories, Supplier<InternalRow> metadata) {
        if (ordinals.isEmpty()) {
            return null;
        }
        int[] array = ordinals.stream().mapToInt(Integer::intValue).toArray();
        @Nullable Object[] values = partitions.values(directories);
        if (hasMetadata) {
            values = Arrays.copyOf(values, values.length + 1);
            values[values.length - 1] = metadata.get();
        }
        return new PartitionedRow(array, values);
    }
}
