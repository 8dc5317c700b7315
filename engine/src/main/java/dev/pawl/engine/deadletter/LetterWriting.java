package dev.pawl.engine.deadletter;

import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.time.Instant;

/** Writes the dead letters of one query. */
final class LetterWriting {
    private final DeadLetters.Sender sender;

    LetterWriting(DeadLetters.Sender sender) {
        this.sender = sender;
    }

    OfBatch of(long batchId, long timestampMs) {
        return new OfBatch(batchId, Instant.ofEpochMilli(timestampMs));
    }

    /** The time is that of the batch: a batch that is run again writes the same letters. */
    final class OfBatch {
        private final long batchId;
        private final Instant time;

        OfBatch(long batchId, Instant time) {
            this.batchId = batchId;
            this.time = time;
        }

        long batchId() {
            return batchId;
        }

        /** @param reader stands on the record */
        DeadLetter letter(int branch, RowReader reader, String position, Throwable problem) {
            QueryInput place = sender.branches().get(branch);
            RowProblem reason = RowProblem.of(problem);
            RawRecord raw = reader.raw().orElseGet(() -> RawRecord.ofRow(RowText.of(reader.row(), place.required())));
            return new DeadLetter(
                    time,
                    sender.queryName(),
                    sender.queryId(),
                    batchId,
                    place.name(),
                    branch,
                    position,
                    reason.errorClass(),
                    reason.message(),
                    raw);
        }
    }
}
