package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;

/** Watches the event times that pass; lets every row through. */
public final class WatermarkStep implements Step {
    private static final long MICROS_PER_MILLI = 1000;

    private final Expressions eventTime;
    private final long delayMs;
    private final Object declaration;
    private EventTimes seen = EventTimes.NONE;

    /**
     * @param eventTime microseconds since the epoch, bound to the columns of the rows
     * @param delayMs how far the watermark stays behind the latest event time
     * @param declaration where the query says so: the optimiser makes several steps of one
     */
    public WatermarkStep(Expression eventTime, long delayMs, Object declaration) {
        this.eventTime = new Expressions(List.of(eventTime));
        this.delayMs = delayMs;
        this.declaration = declaration;
    }

    public Object declaration() {
        return declaration;
    }

    public long delayMs() {
        return delayMs;
    }

    /** What passed since the last call; called by the query's thread between batches. */
    public synchronized EventTimes take() {
        EventTimes taken = seen;
        seen = EventTimes.NONE;
        return taken;
    }

    private synchronized void add(EventTimes times) {
        seen = seen.plus(times);
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        return new Instance(next);
    }

    private final class Instance implements StepInstance {
        private final RowConsumer next;
        private final UnsafeProjection time = eventTime.projection();
        private long count;
        private long min;
        private long max;
        private double sum;
        private EventTimes marked = EventTimes.NONE;

        Instance(RowConsumer next) {
            this.next = next;
        }

        @Override
        public void start(int seed) {
            count = 0;
            min = Long.MAX_VALUE;
            max = Long.MIN_VALUE;
            sum = 0;
        }

        @Override
        public void accept(InternalRow row) throws IOException {
            InternalRow projected = time.apply(row);
            if (!projected.isNullAt(0)) {
                long millis = Math.floorDiv(projected.getLong(0), MICROS_PER_MILLI);
                count++;
                min = Math.min(min, millis);
                max = Math.max(max, millis);
                sum += millis;
            }
            next.accept(row);
        }

        @Override
        public void mark() {
            marked = times();
        }

        /** A time of a row that is not in the result moves no watermark. */
        @Override
        public void forget() {
            count = marked.count();
            min = marked.min();
            max = marked.max();
            sum = marked.sum();
        }

        @Override
        public void finish() {
            add(times());
        }

        private EventTimes times() {
            return new EventTimes(count, min, max, sum);
        }
    }

    @Override
    public String describe() {
        return "Watermark " + eventTime.describe() + " - " + delayMs + " ms";
    }
}
