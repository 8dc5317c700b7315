package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.engine.option.Options;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Where reading starts or ends, as options say it, before Kafka was asked what that is. */
sealed interface Position {
    /** In an option: the first offset there is. */
    long EARLIEST = -2;
    /** In an option: the offset of the next record to come. */
    long LATEST = -1;

    /** The same end of every partition. */
    enum Edge implements Position {
        FIRST,
        LAST
    }

    /** An offset for each partition, {@link #EARLIEST} and {@link #LATEST} among them. */
    record Offsets(NavigableMap<TopicPartition, Long> offsets) implements Position {}

    /** The first record of each partition that is not older than its timestamp in milliseconds. */
    record Timestamps(NavigableMap<TopicPartition, Long> timestamps) implements Position {}

    /** The first record of every partition that is not older than a timestamp in milliseconds. */
    record Timestamp(long timestamp) implements Position {}

    /** The options for one side; by global timestamp wins over by timestamps, and that over offsets. */
    enum Side {
        STARTING("starting"),
        ENDING("ending");

        private final String prefix;

        Side(String prefix) {
            this.prefix = prefix;
        }

        String offsetsOption() {
            return prefix + "Offsets";
        }

        String timestampsOption() {
            return prefix + "OffsetsByTimestamp";
        }

        String timestampOption() {
            return prefix + "Timestamp";
        }

        Position of(Options options, Position byDefault) {
            if (options.find(timestampOption()).isPresent()) {
                return new Timestamp(timestamp(options));
            }
            Optional<String> timestamps = options.find(timestampsOption()).map(String::strip);
            if (timestamps.isPresent()) {
                try {
                    return new Timestamps(PartitionJson.numbers(timestamps.get()));
                } catch (JsonProblem e) {
                    throw options.invalid(
                            timestampsOption(),
                            "timestamps by topic and partition such as {\"topicA\":{\"0\":123456789,\"1\":123456789}}");
                }
            }
            return options.find(offsetsOption())
                    .map(value -> offsets(options, value.strip()))
                    .orElse(byDefault);
        }

        private long timestamp(Options options) {
            try {
                return Long.parseLong(options.require(timestampOption()).strip());
            } catch (NumberFormatException e) {
                throw options.invalid(timestampOption(), "a single number, milliseconds since 1970");
            }
        }

        private Position offsets(Options options, String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "earliest" -> Edge.FIRST;
                case "latest" -> Edge.LAST;
                default -> exactOffsets(options, value);
            };
        }

        private Position exactOffsets(Options options, String value) {
            try {
                return new Offsets(PartitionJson.numbers(value));
            } catch (JsonProblem e) {
                throw options.invalid(
                        offsetsOption(),
                        "earliest, latest, or offsets by topic and partition such as"
                                + " {\"topicA\":{\"0\":23,\"1\":-1},\"topicB\":{\"0\":-2}}");
            }
        }
    }

    /** What a starting timestamp means for a partition whose records are all older. */
    enum NoMatch {
        ERROR,
        LATEST;

        private static final String OPTION = "startingOffsetsByTimestampStrategy";

        static NoMatch of(Options options) {
            return switch (options.text(OPTION, "error").strip().toLowerCase(Locale.ROOT)) {
                case "error" -> ERROR;
                case "latest" -> LATEST;
                default -> throw options.invalid(OPTION, "error or latest");
            };
        }
    }
}
