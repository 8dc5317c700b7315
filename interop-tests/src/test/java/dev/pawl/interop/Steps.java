package dev.pawl.interop;

import java.util.List;

/** The input of every query shape: what arrives at source 0 and, for joins, at source 1, step by step. */
final class Steps {
    static final String SCHEMA = "k STRING, v INT, ts TIMESTAMP";

    /**
     * Duplicates, a late row, nulls, keys that leave the state and come back, and a watermark that moves every step. The
     * late row is late by more than a step: what a batch drops depends on whether one without data came before it.
     */
    private static final List<List<String>> FIRST_SOURCE = List.of(
            List.of(row("a", 1, 1), row("b", 2, 2), row("a", 3, 3), row("a", 1, 1)),
            List.of(row("a", 1, 1), row("c", 5, 12), row(7, 13)),
            List.of(row("b", -2, 25), row("a", 4, 26), row("d", 9, 27)),
            List.of(row("e", 1, 40), row("b", 2, 41)),
            List.of(row("a", 6, 5), row("c", 8, 61), row("a", 1, 62), row("a-key-longer-than-eight-bytes", 3, 63)),
            List.of(row("f", 3, 90), row("a", 2, 91)));

    private static final List<List<String>> SECOND_SOURCE = List.of(
            List.of(row("a", 100, 2), row("b", 200, 4), row("z", 300, 5)),
            List.of(row("a", 101, 6), row("c", 500, 14)),
            List.of(row("d", 900, 30), row("a", 401, 33), row("b", -200, 24)),
            List.of(row("e", 11, 42), row("y", 12, 43)),
            List.of(row("a", 13, 64), row("a-key-longer-than-eight-bytes", 14, 65)),
            List.of(row("f", 300, 92), row("x", 15, 93)));

    private Steps() {}

    static int count() {
        return FIRST_SOURCE.size();
    }

    static List<String> rows(int source, int step) {
        return (source == 0 ? FIRST_SOURCE : SECOND_SOURCE).get(step);
    }

    private static String row(String key, int value, int second) {
        return "{\"k\":\"%s\",\"v\":%d,\"ts\":\"%s\"}".formatted(key, value, timestamp(second));
    }

    private static String row(int value, int second) {
        return "{\"v\":%d,\"ts\":\"%s\"}".formatted(value, timestamp(second));
    }

    private static String timestamp(int second) {
        return "2024-01-01T00:%02d:%02dZ".formatted(second / 60, second % 60);
    }
}
