package dev.pawl.connectors.files;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a table are read by one query.
 *
 * @param ordinals where each required column comes from, as {@link PartitionedRow} has it; empty if all come from the files
 */
record TableReader(
        String format,
        FileSettings settings,
        RecordDecoder decoder,
        PartitionColumns partitions,
        List<Integer> ordinals) {
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
        for (StructField field : required.fields()) {
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
        return new TableReader(format.name(), settings, decoder, partitions, isPlain ? List.of() : ordinals);
    }

    @Nullable
    PartitionedRow partitionedRow(FilePart part) {
        if (ordinals.isEmpty()) {
            return null;
        }
        int[] array = ordinals.stream().mapToInt(Integer::intValue).toArray();
        return new PartitionedRow(array, partitions.values(part.partitions()));
    }
}
