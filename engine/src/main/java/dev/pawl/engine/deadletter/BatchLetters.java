package dev.pawl.engine.deadletter;

import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The dead letters of a batch while it runs. Its tasks write theirs on threads of their own; the rest is the query's thread's. */
public final class BatchLetters implements AutoCloseable {
    private final LetterWriting.OfBatch writing;
    private final LetterOutbox outbox;
    private final BadRecordCount count;
    /** Of all attempts that still can succeed. */
    private final AtomicLong bad = new AtomicLong();

    private final AtomicReference<@Nullable DeadLetter> first = new AtomicReference<>();
    private final Queue<OfTask> attempts = new ConcurrentLinkedQueue<>();

    BatchLetters(LetterWriting.OfBatch writing, LetterOutbox outbox, BadRecordCount count) {
        this.writing = writing;
        this.outbox = outbox;
        this.count = count;
    }

    /** For one attempt of a task on a way through the query. */
    public OfTask task(int branch) {
        OfTask attempt = new OfTask(branch);
        attempts.add(attempt);
        return attempt;
    }

    /**
     * Makes the letters of the batch durable, if there are not too many of them; nothing of the batch is a result yet.
     *
     * @param written by the successful attempts, in the order of the tasks
     * @param rows of the batch, with those that are bad
     * @return how many there are
     */
    public long prepare(List<OfTask> written, long rows) {
        long all = written.stream().mapToLong(OfTask::size).sum();
        count.add(writing.batchId(), all, rows, all == 0 ? null : first.get());
        if (all == 0) {
            outbox.takeBack(writing.batchId());
            return 0;
        }
        List<OfTask> ordered = new ArrayList<>(written);
        outbox.put(writing.batchId(), out -> {
            for (OfTask task : ordered) {
                task.lines.copyTo(out);
            }
        });
        return all;
    }

    @Override
    public void close() {
        for (OfTask attempt : attempts) {
            try {
                attempt.lines.close();
            } catch (IOException e) {
                // The system clears its temporary files.
            }
        }
    }

    /** The letters of one attempt of a task. */
    public final class OfTask {
        private final int branch;
        private final LetterSpool lines = new LetterSpool();
        private long size;

        private OfTask(int branch) {
            this.branch = branch;
        }

        /**
         * Takes the record on which a reader stands out of the batch.
         *
         * @throws dev.pawl.checkpoint.error.PawlException if that makes too many
         */
        public void add(RowReader reader, String position, Throwable problem) throws IOException {
            DeadLetter letter = writing.letter(branch, reader, position, problem);
            first.compareAndSet(null, letter);
            lines.add(letter.json());
            size++;
            long all = bad.incrementAndGet();
            if (count.isOver(all)) {
                throw count.over(writing.batchId(), all, Objects.requireNonNull(first.get()));
            }
        }

        /** The attempt failed. */
        public void discard() {
            bad.addAndGet(-size);
        }

        long size() {
            return size;
        }
    }
}
