package dev.pawl.interop.handover;

import java.time.Duration;
import java.util.Map;

/** The sources that count: so many numbers a batch, or a second. */
record NumbersInput(Kind kind) implements Input {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final int PER_SECOND = 3;

    @Override
    public String format() {
        return kind == Kind.RATE ? "rate" : "rate-micro-batch";
    }

    @Override
    public Map<String, String> options() {
        return kind == Kind.RATE
                ? Map.of("rowsPerSecond", Integer.toString(PER_SECOND), "numPartitions", "2")
                : Map.of(
                        "rowsPerBatch",
                        "5",
                        "numPartitions",
                        "2",
                        "startTimestamp",
                        "1704067200000",
                        "advanceMillisPerBatch",
                        "250");
    }

    @Override
    public String select() {
        return "SELECT value AS id, CAST(unix_millis(timestamp) AS STRING) AS name FROM STREAM input";
    }

    @Override
    public int chunksBefore() {
        return 0;
    }

    @Override
    public boolean hasManyBatches() {
        return false;
    }

    @Override
    public boolean isTimed() {
        return kind == Kind.RATE;
    }

    /** For {@code rate} another second must begin; the other always has more. */
    @Override
    public void add(int chunk) throws InterruptedException {
        if (kind == Kind.RATE) {
            long now = System.currentTimeMillis();
            long next = now + 1000;
            long deadline = now + PATIENCE.toMillis();
            while (System.currentTimeMillis() < next) {
                if (System.currentTimeMillis() > deadline) {
                    throw new AssertionError("the clock stands still");
                }
                Thread.sleep(20);
            }
        }
    }
}
