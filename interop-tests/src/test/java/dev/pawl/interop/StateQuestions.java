package dev.pawl.interop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options of Spark's {@code statestore} source that together show all state of a query shape. */
final class StateQuestions {
    private StateQuestions() {}

    static List<Map<String, String>> of(QueryShape shape) {
        return switch (shape) {
            case STATELESS -> List.of();
            case JOIN, LEFT_OUTER_JOIN, JOIN_V3, LEFT_OUTER_JOIN_V3 ->
                List.of(
                        Map.of("joinSide", "left"),
                        Map.of("joinSide", "right"),
                        Map.of("storeName", "left-keyToNumValues"),
                        Map.of("storeName", "left-keyWithIndexToValue"),
                        Map.of("storeName", "right-keyToNumValues"),
                        Map.of("storeName", "right-keyWithIndexToValue"));
            case TRANSFORM_WITH_STATE_EVENT_TIME, TRANSFORM_WITH_STATE_PROCESSING_TIME -> {
                List<Map<String, String>> questions = new ArrayList<>();
                Ledger.VARIABLES.forEach(variable -> questions.add(Map.of("stateVarName", variable)));
                questions.add(Map.of("readRegisteredTimers", "true"));
                yield questions;
            }
            case DEDUPLICATION_THEN_AGGREGATION -> List.of(Map.of("operatorId", "0"), Map.of("operatorId", "1"));
            default -> List.of(Map.of());
        };
    }

    static Map<String, String> atBatch(Map<String, String> question, long batchId) {
        return with(question, "batchId", Long.toString(batchId));
    }

    /** The changes of all batches from one on. */
    static Map<String, String> changesFrom(Map<String, String> question, long batchId) {
        return with(with(question, "readChangeFeed", "true"), "changeStartBatchId", Long.toString(batchId));
    }

    /** Spark refuses to tell the changes of a side of a join, and fails on those of timers. */
    static boolean hasChanges(Map<String, String> question) {
        return !isSideOfJoin(question) && !question.containsKey("readRegisteredTimers");
    }

    static boolean isSideOfJoin(Map<String, String> question) {
        return question.containsKey("joinSide");
    }

    private static Map<String, String> with(Map<String, String> question, String key, String value) {
        Map<String, String> options = new HashMap<>(question);
        options.put(key, value);
        return options;
    }
}
