package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.plan.QueryInput;
import java.io.IOException;
import java.util.List;

/**
 * The dead letters of a running query. Those of a batch are durable in the checkpoint before the sink commits the batch, and delivered
 * after it: so they are delivered exactly for the attempt whose rows are results. Used by the query's thread.
 */
public final class DeadLetters implements AutoCloseable {
    private final LetterWriting writing;
    private final LetterTarget target;
    private final LetterOutbox outbox;
    private final BadRecordCount count;

    /**
     * Whose letters these are.
     *
     * @param branches the streams that its ways begin with
     */
    public record Sender(String queryId, String queryName, List<QueryInput> branches) {
        public Sender {
            branches = List.copyOf(branches);
        }
    }

    /** @param target closed by this object */
    public DeadLetters(Sender sender, LetterTarget target, BadRecordLimits limits, LetterOutbox outbox) {
        this.writing = new LetterWriting(sender);
        this.target = target;
        this.outbox = outbox;
        this.count = new BadRecordCount(limits, sender.queryName(), target.description());
    }

    /**
     * Before the first batch of a start. Committed batches with letters left here were committed by somebody who does not deliver; and
     * batches beyond the next one were planned in a life of the checkpoint that was taken back. What becomes of those of the next one
     * the sink tells.
     */
    public void recover(long nextBatchId) {
        for (long batchId : outbox.batches()) {
            if (batchId < nextBatchId) {
                deliver(batchId);
            } else if (batchId > nextBatchId) {
                outbox.remove(batchId);
            }
        }
    }

    /** The sink has a batch of an earlier start, whose letters may not have been delivered. */
    public void settle(long batchId) {
        if (outbox.has(batchId)) {
            deliver(batchId);
        }
    }

    /** Before a batch is planned: letters that the target has under its number already cannot be its own. */
    public void requireNew(long batchId) {
        if (target.isTaken(batchId)) {
            throw new PawlException(
                    ErrorCode.SINK_BATCH_UNKNOWN,
                    "The place of dead letters " + target.description() + " has a batch " + batchId
                            + " already, which was written with another checkpoint or a later state of this one.");
        }
    }

    /** Begins a batch that the sink has not, or cannot tell; closed by the caller. */
    public BatchLetters begin(long batchId, long timestampMs) {
        count.begin(batchId);
        return new BatchLetters(writing.of(batchId, timestampMs), outbox, count);
    }

    /** The sink has committed a batch with prepared letters. */
    public void deliver(long batchId) {
        try {
            target.deliver(batchId, () -> outbox.open(batchId));
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SINK_FAILED,
                    "The dead letters of batch " + batchId + " were not delivered to " + target.description() + ".",
                    e);
        }
        outbox.remove(batchId);
    }

    @Override
    public void close() {
        target.close();
    }
}
