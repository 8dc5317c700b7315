package dev.pawl.engine.source;

import dev.pawl.checkpoint.log.SourceOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stream of rows that can be read again from any offset that was recorded. Called by the thread of its query only; the
 * splits it plans are read by others.
 */
public interface StreamSource extends AutoCloseable {
    /** As Spark names it in progress: {@code KafkaV2[Subscribe[orders]]}. */
    String description();

    /**
     * Where a query starts that has read nothing yet. Empty for a source that begins before its first offset. A source that
     * must remember its start writes it to its private log before it returns.
     */
    Optional<SourceOffset> initialOffset();

    /**
     * Up to where the next batch reads; equal to the start if nothing is there, empty if nothing ever was.
     *
     * @param start where the batch starts; empty only for a source without an initial offset
     */
    Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit);

    /** Tells which batch is planned or run again next, before anything is asked for it: for what a source writes down. */
    default void turnTo(long batchId) {}

    /** From now on the end of the stream is what is there at this moment. */
    void pinEnd();

    /**
     * The rows of a batch in parts that are read in parallel. The same range always gives the same rows.
     *
     * @param start exclusive or inclusive as the format defines its offsets; empty at the very beginning
     */
    List<Split> splits(Optional<SourceOffset> start, SourceOffset end);

    /** A batch up to this offset is committed: what is only needed to read it again may go. */
    void committed(SourceOffset end);

    /** Up to where there is something to read, for progress; empty for the sources for which Spark tells nothing. */
    default Optional<SourceOffset> reportedLatest() {
        return Optional.empty();
    }

    /** Numbers about the source for progress, by Spark's names. */
    default Map<String, String> metrics() {
        return Map.of();
    }

    @Override
    void close();
}
