package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetMetadata;
import java.util.Optional;

/**
 * What the logs say about one batch.
 *
 * @param before the plan of the batch before
 * @param isCommitted whether there is a commit, readable or not
 * @param problem why an entry cannot be read
 */
record Batch(
        long id,
        Optional<OffsetEntry> before,
        Optional<OffsetEntry> plan,
        boolean isCommitted,
        Optional<CommitEntry> commit,
        Optional<String> problem) {
    Optional<OffsetMetadata> metadata() {
        return plan.flatMap(OffsetEntry::metadata);
    }

    Optional<Long> timestampMs() {
        return metadata().map(OffsetMetadata::batchTimestampMs);
    }

    Optional<Long> watermarkMs() {
        return metadata().map(OffsetMetadata::batchWatermarkMs);
    }

    Optional<Long> nextWatermarkMs() {
        return commit.map(CommitEntry::nextBatchWatermarkMs);
    }
}
