package dev.pawl.engine.source;

import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows one after another. */
public interface RowReader extends AutoCloseable {
    /** Moves on to the next row; false at the end. */
    boolean next() throws IOException;

    /** The row it stands on, valid until the next call of {@link #next}; its columns are the required ones. */
    InternalRow row();

    /** Where the record it stands on is, for people: {@code orders-3, offset 17}. Empty if it can only count rows. */
    default Optional<String> position() {
        return Optional.empty();
    }

    /** The record it stands on as the source has it. Empty if there is nothing but the row. */
    default Optional<RawRecord> raw() {
        return Optional.empty();
    }

    /**
     * Whether {@link #next} failed because of one record alone. Then it stands on that record, of which there is no row but a
     * {@link #position} and a {@link #raw}, and the next call of {@link #next} goes on behind it.
     */
    default boolean isAtBadRecord() {
        return false;
    }

    @Override
    void close() throws IOException;
}
