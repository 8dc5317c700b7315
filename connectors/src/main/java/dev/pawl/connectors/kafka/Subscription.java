package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.engine.option.Options;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Which partitions a table consists of, as its options say it. */
sealed interface Subscription {
    List<String> OPTIONS = List.of("assign", "subscribe", "subscribePattern");

    /** As Spark shows it in progress: {@code Subscribe[orders]}. */
    String description();

    /** Whether one of the partitions of a topic it asked for belongs to it. */
    boolean includes(TopicPartition partition);

    static Subscription of(Options options) {
        List<String> given =
                OPTIONS.stream().filter(name -> options.find(name).isPresent()).toList();
        if (given.size() != 1) {
            throw new PawlException(
                    given.isEmpty() ? ErrorCode.OPTION_MISSING : ErrorCode.OPTION_INVALID,
                    (given.isEmpty() ? "One" : "Only one") + " of the options subscribe, subscribePattern, assign "
                            + (given.isEmpty() ? "must" : "can") + " be specified for " + options.owner() + ".");
        }
        String option = given.get(0);
        String value = options.require(option).strip();
        return switch (option) {
            case "assign" -> assigned(options, value);
            case "subscribe" -> subscribed(options, value);
            default -> pattern(options, value);
        };
    }

    private static Subscription assigned(Options options, String value) {
        try {
            return new Assign(PartitionJson.partitions(value));
        } catch (JsonProblem e) {
            throw options.invalid("assign", "partitions by topic such as {\"topicA\":[0,1],\"topicB\":[0,1]}");
        }
    }

    private static Subscription subscribed(Options options, String value) {
        List<String> topics = Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .toList();
        if (topics.isEmpty()) {
            throw options.invalid("subscribe", "a topic, or several separated by commas");
        }
        return new Subscribe(topics);
    }

    private static Subscription pattern(Options options, String value) {
        if (value.isEmpty()) {
            throw options.invalid("subscribePattern", "a regular expression");
        }
        try {
            return new SubscribePattern(Pattern.compile(value));
        } catch (PatternSyntaxException e) {
            throw options.invalid("subscribePattern", "a regular expression");
        }
    }

    /** Chosen partitions. */
    record Assign(List<TopicPartition> partitions) implements Subscription {
        public Assign {
            partitions = List.copyOf(partitions);
        }

        Set<String> topics() {
            return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        }

        @Override
        public String description() {
            return partitions.stream().map(TopicPartition::toString).collect(Collectors.joining(", ", "Assign[", "]"));
        }

        @Override
        public boolean includes(TopicPartition partition) {
            return partitions.contains(partition);
        }
    }

    /** All partitions of some topics. */
    record Subscribe(List<String> topics) implements Subscription {
        public Subscribe {
            topics = List.copyOf(topics);
        }

        @Override
        public String description() {
            return "Subscribe[" + String.join(", ", topics) + "]";
        }

        @Override
        public boolean includes(TopicPartition partition) {
            return true;
        }
    }

    /** All partitions of the topics in whose names a regular expression is found. */
    record SubscribePattern(Pattern pattern) implements Subscription {
        @Override
        public String description() {
            return "SubscribePattern[" + pattern + "]";
        }

        @Override
        public boolean includes(TopicPartition partition) {
            return true;
        }
    }
}
