package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.StorageEntry;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The hidden column {@code _metadata}: which file a row comes from. */
final class FileMetadata {
    static final String NAME = "_metadata";

    private static final long MICROS_PER_MILLI = 1000;

    private static final StructType TYPE = StructType.fromDDL(
            "file_path STRING NOT NULL, file_name STRING NOT NULL, file_size BIGINT NOT NULL, file_block_start BIGINT NOT NULL,"
                    + " file_block_length BIGINT NOT NULL, file_modification_time TIMESTAMP NOT NULL");

    private FileMetadata() {}

    /** A column of the files that has its name hides it. */
    static StructType besides(StructType columns) {
        for (String name : columns.fieldNames()) {
            if (name.equalsIgnoreCase(NAME)) {
                return new StructType();
            }
        }
        return new StructType().add(NAME, TYPE, false);
    }

    static boolean isIt(StructField field) {
        return field.name().equals(NAME) && field.dataType().equals(TYPE);
    }

    static InternalRow of(FilePart part, StorageEntry entry) {
        long end = Math.min(part.end(), entry.size());
        return of(part.content().place(), entry.size(), part.start(), end - part.start(), entry.modifiedMillis());
    }

    static InternalRow of(Place place, long size, long blockStart, long blockLength, long modifiedMs) {
        // As Spark, which writes local files otherwise here than in its logs.
        String uri = place.uri().replaceFirst("^file:///", "file:/");
        return new GenericInternalRow(new Object[] {
            UTF8String.fromString(uri),
            UTF8String.fromString(uri.substring(uri.lastIndexOf('/') + 1)),
            size,
            blockStart,
            blockLength,
            modifiedMs * MICROS_PER_MILLI
        });
    }
}
