package dev.pawl.engine.restart;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a query goes on, told by its logs as Spark tells it.
 *
 * @param batchId the batch to run next
 * @param start up to where each input is committed; empty for one that was never read
 * @param planned the plan of that batch if it was made already; the batch then reads exactly this
 * @param watermarkMs the watermark of that batch
 * @param previousWatermarkMs the watermark of the batch before it, which says what comes too late
 * @param confs recorded with the checkpoint, stronger than those of this start
 */
public record Restart(
        long batchId,
        List<Optional<SourceOffset>> start,
        Optional<OffsetEntry> planned,
        long watermarkMs,
        long previousWatermarkMs,
        RecordedConfs confs) {

    public static Restart of(OffsetLog offsets, CommitLog commits, int inputs, Map<RecordedConf, String> session) {
        OptionalLong latest = offsets.latest();
        OptionalLong committed = commits.latest();
        if (latest.isEmpty()) {
            if (committed.isPresent()) {
                throw new PawlException(
                        ErrorCode.CHECKPOINT_DAMAGED,
                        "Batch " + committed.getAsLong() + " is committed, but there is no plan of any batch.");
            }
            return new Restart(0, nothing(inputs), Optional.empty(), 0, 0, RecordedConfs.complete(session));
        }
        long last = latest.getAsLong();
        if (committed.isPresent() && committed.getAsLong() > last) {
            throw new PawlException(
                    ErrorCode.CHECKPOINT_DAMAGED,
                    "Batch " + committed.getAsLong() + " is committed, but the last batch planned is " + last + ".");
        }
        OffsetEntry entry = offsets.entry(last);
        OffsetMetadata metadata = entry.metadata()
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OFFSET_LOG_CORRUPT, "The plan of batch " + last + " has no metadata line."));
        RecordedConfs confs = metadata.conf().completed(session);
        if (committed.isPresent() && committed.getAsLong() == last) {
            CommitEntry commit = commits.entry(last);
            return new Restart(
                    last + 1,
                    ends(entry, inputs),
                    Optional.empty(),
                    Math.max(metadata.batchWatermarkMs(), commit.nextBatchWatermarkMs()),
                    metadata.batchWatermarkMs(),
                    confs);
        }
        Optional<OffsetEntry> before = last == 0 ? Optional.empty() : Optional.of(before(offsets, last));
        List<Optional<SourceOffset>> start =
                before.map(plan -> ends(plan, inputs)).orElseGet(() -> nothing(inputs));
        ends(entry, inputs);
        long previousWatermarkMs = before.flatMap(OffsetEntry::metadata)
                .map(OffsetMetadata::batchWatermarkMs)
                .orElse(0L);
        return new Restart(last, start, Optional.of(entry), metadata.batchWatermarkMs(), previousWatermarkMs, confs);
    }

    private static OffsetEntry before(OffsetLog offsets, long batchId) {
        if (!offsets.batchIds().contains(batchId - 1)) {
            throw new PawlException(
                    ErrorCode.OFFSET_LOG_CORRUPT,
                    "Batch " + batchId + " is to be run again, but the plan of batch " + (batchId - 1)
                            + ", where it starts, is missing.");
        }
        return offsets.entry(batchId - 1);
    }

    private static List<Optional<SourceOffset>> nothing(int inputs) {
        return Collections.nCopies(inputs, Optional.empty());
    }

    /** Where the inputs end in a plan; the query must have as many as the plan. */
    public static List<Optional<SourceOffset>> ends(OffsetEntry entry, int inputs) {
        if (entry.offsets().size() != inputs) {
            throw new PawlException(
                    ErrorCode.STREAMING_SOURCES_CHANGED,
                    "The checkpoint was written by a query with "
                            + entry.offsets().size() + " sources, and this one has " + inputs + ".");
        }
        List<Optional<SourceOffset>> ends = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            ends.add(entry.offset(Integer.toString(i)));
        }
        return ends;
    }
}
