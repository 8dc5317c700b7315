package dev.pawl.engine.deadletter;

import java.util.Map;
import java.util.Optional;

/**
 * Where the records go that a query cannot take.
 *
 * @param location as the user wrote it: {@code /data/bad} or {@code kafka:bad}
 * @param topic empty for a directory
 * @param topicOptions of the topic, by the names that the format {@code kafka} has
 */
public record BadRecords(
        String location, Optional<String> topic, Map<String, String> topicOptions, BadRecordLimits limits) {
    public BadRecords {
        topicOptions = Map.copyOf(topicOptions);
    }

    /** The same without limits. */
    public BadRecords unlimited() {
        return new BadRecords(location, topic, topicOptions, BadRecordLimits.NONE);
    }

    /** Options may be secret. */
    @Override
    public String toString() {
        return location;
    }
}
