package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.tablefeatures.TableFeatures;
import java.util.Locale;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which commits a stream goes through: those that only add rows, and others as far as its options allow.
 *
 * @param atStart the version of the table when the query started, whose columns it reads
 */
record CommitRules(
        DeltaTable table,
        SnapshotImpl atStart,
        boolean ignoreDeletes,
        boolean ignoreChanges,
        boolean skipChangeCommits) {
    static CommitRules of(DeltaTable table, SnapshotImpl atStart, Options options) {
        boolean ignoreFileDeletion = options.flag("ignoreFileDeletion", false);
        return new CommitRules(
                table,
                atStart,
                options.flag("ignoreDeletes", false),
                options.flag("ignoreChanges", false) || ignoreFileDeletion,
                options.flag("skipChangeCommits", false));
    }

    /** Whether a stream leaves the files of a commit out. */
    boolean skips(TableCommit commit) {
        return skipChangeCommits && commit.removed().isPresent();
    }

    /** @throws PawlException if the stream must not go past a commit */
    void check(TableCommit commit) {
        commit.protocol()
                .ifPresent(protocol -> table.attempt(() -> {
                    TableFeatures.validateKernelCanReadTheTable(protocol, StorageFileIO.ROOT);
                    return commit;
                }));
        commit.metadata().ifPresent(metadata -> {
            if (commit.version() > atStart.getVersion()
                    && !metadata.getId().equals(atStart.getMetadata().getId())) {
                throw new PawlException(
                        ErrorCode.DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE,
                        commit.shown() + " of Delta table " + table.location() + " makes another table of it. expected="
                                + atStart.getMetadata().getId() + " found=" + metadata.getId() + ".");
            }
            if (!areReadable(metadata)) {
                throw new PawlException(
                        ErrorCode.DELTA_SCHEMA_CHANGED_WITH_VERSION,
                        "The columns of Delta table " + table.location() + " were changed by version "
                                + commit.version() + ", which is to be read next. The query reads ("
                                + shown(atStart.getMetadata()) + "), the version has (" + shown(metadata) + ").");
            }
        });
        commit.removed().ifPresent(removed -> {
            boolean mayChange = ignoreChanges || skipChangeCommits;
            if (!commit.added().isEmpty() && !mayChange) {
                throw new PawlException(
                        ErrorCode.DELTA_SOURCE_TABLE_IGNORE_CHANGES,
                        commit.shown() + " of Delta table " + table.location()
                                + " changes rows, for example in file " + removed
                                + "; a stream can only tell new rows.");
            }
            if (commit.added().isEmpty() && !mayChange && !ignoreDeletes) {
                throw new PawlException(
                        ErrorCode.DELTA_SOURCE_IGNORE_DELETE,
                        commit.shown() + " of Delta table " + table.location()
                                + " deletes rows, for example in file " + removed
                                + "; a stream can only tell new rows.");
            }
        });
    }

    /**
     * Checks that files of an older version can be read with the columns of the table as it was when the query started.
     *
     * @throws PawlException if they cannot
     */
    void check(SnapshotImpl older) {
        if (!areReadable(older.getMetadata())) {
            throw new PawlException(
                    ErrorCode.DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE,
                    "The query is at version " + older.getVersion() + " of Delta table " + table.location()
                            + ", whose columns were changed since in a way that leaves no way to read both. The version has ("
                            + shown(older.getMetadata()) + "), the table has now (" + shown(atStart.getMetadata())
                            + ").");
        }
    }

    private boolean areReadable(Metadata files) {
        return isReadable(DeltaTypes.inFiles(files), DeltaTypes.inFiles(atStart.getMetadata()));
    }

    private static String shown(Metadata metadata) {
        return DeltaTypes.plain(DeltaTypes.spark(metadata.getSchema())).toDDL();
    }

    /** Whether files with some columns can be read as others: none is lost or has another type, and no null is a surprise. */
    static boolean isReadable(DataType files, DataType read) {
        if (files instanceof StructType fileStruct && read instanceof StructType readStruct) {
            for (StructField field : fileStruct.fields()) {
                StructField wanted = find(readStruct, field.name());
                boolean isFitting = wanted != null
                        && (wanted.nullable() || !field.nullable())
                        && isReadable(field.dataType(), wanted.dataType());
                if (!isFitting) {
                    return false;
                }
            }
            return true;
        }
        if (files instanceof ArrayType fileArray && read instanceof ArrayType readArray) {
            return (readArray.containsNull() || !fileArray.containsNull())
                    && isReadable(fileArray.elementType(), readArray.elementType());
        }
        if (files instanceof MapType fileMap && read instanceof MapType readMap) {
            return (readMap.valueContainsNull() || !fileMap.valueContainsNull())
                    && isReadable(fileMap.keyType(), readMap.keyType())
                    && isReadable(fileMap.valueType(), readMap.valueType());
        }
        return files.equals(read) || Widening.isLossless(files, read);
    }

    private static @org.jspecify.annotations.Nullable StructField find(StructType struct, String name) {
        for (StructField field : struct.fields()) {
            if (field.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return field;
            }
        }
        return null;
    }
}
