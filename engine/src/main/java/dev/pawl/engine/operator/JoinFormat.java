package dev.pawl.engine.operator;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConf;

/** How a checkpoint keeps the rows of a join; {@code spark.sql.streaming.join.stateFormatVersion} records it. */
public enum JoinFormat {
    /** Nothing says whether a row had a partner: for inner joins alone. */
    UNMARKED,
    /** Four stores a partition. */
    STORES,
    /** One store a partition with four column families. */
    FAMILIES;

    /** @param version as recorded */
    static JoinFormat of(int version, StreamJoinKind kind) {
        if (version < 1 || version > values().length) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STREAM,
                    "The checkpoint keeps the rows of joins in format " + version + " (" + conf()
                            + "), and there are formats 1 to 3.");
        }
        JoinFormat format = values()[version - 1];
        if (format == UNMARKED && kind != StreamJoinKind.INNER) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STREAM,
                    "The checkpoint keeps the rows of joins in format 1 (" + conf()
                            + "), which does not say whether a row had a partner: enough for an inner join, not for"
                            + " one of kind "
                            + kind + ", which needs a new checkpoint.");
        }
        return format;
    }

    private static String conf() {
        return RecordedConf.JOIN_STATE_FORMAT_VERSION.key();
    }

    boolean hasMarks() {
        return this != UNMARKED;
    }
}
