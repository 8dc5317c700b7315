package dev.pawl.engine.operator;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.engine.state.StoreSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A stateful operator of a query, compiled once; {@link #instance} works on one partition at a time. */
public interface Operator {
    /** The same on the state of a checkpoint, which may be laid out in another way than that of a new one. */
    default Operator on(RecordedConfs confs) {
        return this;
    }

    /** As Spark's operator metadata names it: {@code stateStoreSave}. */
    String name();

    /** What it remembers. */
    List<StoreSpec> stores();

    /** By side. */
    List<Inflow> inflows();

    /** Which partition a key belongs to. */
    KeyHash keyHash();

    OperatorInstance instance();

    /**
     * Whether it has something to do when the watermark moves on, without any rows.
     *
     * @param fromMs the watermark of the batch that ran last
     * @param toMs that of the next
     */
    boolean actsOnWatermark(long fromMs, long toMs);

    /** Rows that it remembers and that are due by then give it something to do now, without any rows; empty if none ever do. */
    default OptionalLong dueBy(long nowMs) {
        return OptionalLong.empty();
    }

    /** What Spark's metadata says of it, as JSON; empty unless its stores are column families. */
    default Optional<String> properties() {
        return Optional.empty();
    }

    /**
     * Up to where no more rows come from it.
     *
     * @param inputMs up to where no more rows come to it
     */
    default long outputWatermarkMs(long inputMs) {
        return inputMs;
    }

    /**
     * Why what it remembers can only become more as long as new keys or rows come, in words that go on after "because"; empty if there
     * is an end to it.
     */
    default Optional<String> growthReason() {
        return Optional.empty();
    }

    /** One line for people. */
    String describe();
}
