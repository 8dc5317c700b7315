package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.spark.network.util.JavaUtils;

/**
 * The options of a Kafka table that streams and static reads share.
 *
 * @param noMatch what a starting timestamp means where all records are older
 * @param pollTimeout how long a reader waits for a record that must be there
 */
record SourceSettings(
        Options options,
        Subscription subscription,
        Position.NoMatch noMatch,
        DataLoss dataLoss,
        SplitSizes splitSizes,
        Retries retries,
        Duration pollTimeout,
        ClientSettings client) {
    private static final long POLL_TIMEOUT_MILLIS = 120_000;
    private static final int FETCH_ATTEMPTS = 3;
    private static final long FETCH_PAUSE_MILLIS = 1_000;

    static SourceSettings of(Options options) {
        SourceSettings settings = new SourceSettings(
                options,
                Subscription.of(options),
                Position.NoMatch.of(options),
                options.flag("failOnDataLoss", true) ? DataLoss.FAILS : DataLoss.IS_LOGGED,
                new SplitSizes(options.number("minPartitions", 1), options.number("maxRecordsPerPartition", 1)),
                new Retries(
                        Math.toIntExact(
                                options.number("fetchOffset.numRetries", 1).orElse(FETCH_ATTEMPTS)),
                        Duration.ofMillis(
                                options.number("fetchOffset.retryIntervalMs", 0).orElse(FETCH_PAUSE_MILLIS))),
                Duration.ofMillis(
                        options.number("kafkaConsumer.pollTimeoutMs", 1).orElse(POLL_TIMEOUT_MILLIS)),
                ClientSettings.ofSource(options));
        BatchLimit.of(options);
        return settings;
    }

    /** Where a stream begins that has no checkpoint yet. */
    Position streamStart() {
        for (String option : new String[] {
            Position.Side.ENDING.offsetsOption(),
            Position.Side.ENDING.timestampsOption(),
            Position.Side.ENDING.timestampOption()
        }) {
            if (options.find(option).isPresent()) {
                throw new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option " + option + " is not valid in streaming queries, and " + options.owner()
                                + " is read as a stream.");
            }
        }
        return Position.Side.STARTING.of(options, Position.Edge.LAST);
    }

    /** Where a static read begins. */
    Position staticStart() {
        Position start = Position.Side.STARTING.of(options, Position.Edge.FIRST);
        if (start == Position.Edge.LAST || holds(start, Position.LATEST)) {
            throw options.invalid(
                    Position.Side.STARTING.offsetsOption(),
                    "earliest or exact offsets where the topic is read as a static table, which cannot start at the latest");
        }
        return start;
    }

    /** Where a static read ends. */
    Position staticEnd() {
        Position end = Position.Side.ENDING.of(options, Position.Edge.LAST);
        if (end == Position.Edge.FIRST || holds(end, Position.EARLIEST)) {
            throw options.invalid(
                    Position.Side.ENDING.offsetsOption(), "latest or exact offsets; a read cannot end at the earliest");
        }
        return end;
    }

    private static boolean holds(Position position, long offset) {
        return position instanceof Position.Offsets exact && exact.offsets().containsValue(offset);
    }

    /** How many offsets a batch takes, at most and at least. */
    record BatchLimit(OptionalLong offsetsMax, OptionalLong offsetsMin, Duration delayMax) {
        private static final String DELAY = "maxTriggerDelay";

        static BatchLimit of(Options options) {
            BatchLimit limit = new BatchLimit(
                    options.number("maxOffsetsPerTrigger", 1),
                    options.number("minOffsetsPerTrigger", 1),
                    delay(options));
            if (limit.offsetsMax.isPresent()
                    && limit.offsetsMin.isPresent()
                    && limit.offsetsMin.getAsLong() > limit.offsetsMax.getAsLong()) {
                throw new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "The value of minOffsetsPerTrigger (" + limit.offsetsMin.getAsLong()
                                + ") is higher than maxOffsetsPerTrigger (" + limit.offsetsMax.getAsLong() + ") of "
                                + options.owner() + ".");
            }
            return limit;
        }

        private static Duration delay(Options options) {
            try {
                return Duration.ofMillis(JavaUtils.timeStringAsMs(
                        options.text(DELAY, "15m").strip().toLowerCase(Locale.ROOT)));
            } catch (NumberFormatException e) {
                throw options.invalid(DELAY, "a time such as 15m or 30s");
            }
        }
    }
}
