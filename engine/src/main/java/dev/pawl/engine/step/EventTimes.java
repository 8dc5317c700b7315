package dev.pawl.engine.step;

/**
 * Event times seen, in milliseconds since the epoch, as Spark's progress shows them.
 *
 * @param count 0 if none was seen; then the others mean nothing
 */
public record EventTimes(long count, long min, long max, double sum) {
    public static final EventTimes NONE = new EventTimes(0, Long.MAX_VALUE, Long.MIN_VALUE, 0);

    public EventTimes plus(EventTimes other) {
        return new EventTimes(count + other.count, Math.min(min, other.min), Math.max(max, other.max), sum + other.sum);
    }

    public long average() {
        return (long) (sum / count);
    }
}
