package dev.pawl.connectors.delta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;

/**
 * How far a table was read, as Delta's own stream for Spark says it:
 *
 * <pre>{"sourceVersion":1,"reservoirId":"1c…","reservoirVersion":5,"index":-1,"isStartingVersion":false}</pre>
 *
 * @param tableId the table's own id
 * @param version the version that is read next, or is being read
 * @param index the last file of that version that was read; {@link #BASE_INDEX} for none
 * @param isInitial whether files of the first snapshot are counted, not those of the version's commit
 */
record DeltaOffset(String tableId, long version, long index, boolean isInitial) {
    /** Before the first file of a version; below the indexes that mark a change of the table's metadata. */
    static final long BASE_INDEX = -100;

    private static final long BASE_INDEX_IN_VERSION_1 = -1;
    private static final long METADATA_CHANGE_INDEX = -20;
    private static final long POST_METADATA_CHANGE_INDEX = -19;
    private static final String SOURCE_VERSION = "sourceVersion";
    private static final String TABLE_ID = "reservoirId";
    private static final String TABLE_VERSION = "reservoirVersion";
    private static final String INDEX = "index";
    private static final String IS_INITIAL = "isStartingVersion";

    static DeltaOffset parse(SourceOffset offset, DeltaTable table, String tableId) {
        JsonNode json = offset.json();
        boolean isWellFormed = json.path(SOURCE_VERSION).isIntegralNumber()
                && json.path(TABLE_ID).isTextual()
                && json.path(TABLE_VERSION).isIntegralNumber()
                && json.path(INDEX).isIntegralNumber()
                && json.path(IS_INITIAL).isBoolean();
        if (!isWellFormed) {
            throw new PawlException(
                    ErrorCode.DELTA_INVALID_SOURCE_OFFSET_FORMAT,
                    "The checkpoint holds an offset of Delta table " + table.location() + " that is none: "
                            + offset.text() + ".");
        }
        long sourceVersion = json.path(SOURCE_VERSION).longValue();
        long index = json.path(INDEX).longValue();
        if (sourceVersion != 1 && sourceVersion != 3) {
            throw new PawlException(
                    ErrorCode.DELTA_INVALID_SOURCE_OFFSET_FORMAT,
                    "The checkpoint holds an offset of Delta table " + table.location()
                            + " of an unknown version: expected 1 or 3, was " + sourceVersion + ".");
        }
        if (index == METADATA_CHANGE_INDEX || index == POST_METADATA_CHANGE_INDEX) {
            throw table.unsupported("was read with option schemaTrackingLocation, which Pawl does not have");
        }
        if (!json.path(TABLE_ID).textValue().equals(tableId)) {
            throw new PawlException(
                    ErrorCode.DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE,
                    "The checkpoint belongs to another Delta table than the one at " + table.location()
                            + " now. expected=" + json.path(TABLE_ID).textValue() + " found=" + tableId + ".");
        }
        boolean isBase = sourceVersion == 1 && index == BASE_INDEX_IN_VERSION_1;
        return new DeltaOffset(
                tableId,
                json.path(TABLE_VERSION).longValue(),
                isBase ? BASE_INDEX : index,
                json.path(IS_INITIAL).booleanValue());
    }

    SourceOffset format() {
        long shown = index == BASE_INDEX ? BASE_INDEX_IN_VERSION_1 : index;
        return new SourceOffset("{\"" + SOURCE_VERSION + "\":1,\"" + TABLE_ID + "\":\"" + tableId + "\",\""
                + TABLE_VERSION + "\":" + version + ",\"" + INDEX + "\":" + shown + ",\"" + IS_INITIAL + "\":"
                + isInitial + "}");
    }

    /** Whether a file comes after this position. */
    boolean isBefore(long fileVersion, long fileIndex) {
        return fileVersion > version || (fileVersion == version && fileIndex > index);
    }
}
