package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateQuestion.Side;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.StateViews;
import dev.pawl.checkpoint.view.ViewCursor;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state row of every version in every fixture is what Spark's own state reader printed, byte for byte. */
class FixtureStateTest {
    private static final Pattern EXPECTED = Pattern.compile("state-op(\\d+)-(?:(joinSide|var)-)?(.+)\\.jsonl");
    /** Aggregates may repeat a column name, which a JSON parser may refuse. */
    private static final Pattern EXPECTED_LINE =
            Pattern.compile("\\{\"batchId\":\\d+,\"stateVersion\":(\\d+),\"row\":(.*)}");

    /** Fixtures of other versions of Spark have no transcribed state; the same query with the same input has the same state. */
    private static final Map<String, String> SAME_STATE = Map.of(
            "other-versions/agg-simple-rocksdb-changelog-spark-3.5.7", "agg-simple-rocksdb-changelog",
            "other-versions/join-inner-v1-hdfs-spark-3.5.7", "join-inner-v2-hdfs",
            "other-versions/offsetlog-v2-spark-4.2.0", "union-null-offset");

    record Case(String fixture, String expectedBy, String file) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String fixture : Fixtures.names()) {
            String expectedBy = SAME_STATE.getOrDefault(fixture, fixture);
            for (String file : Fixtures.expectedFiles(expectedBy)) {
                // Version 1 of the join state knows nothing of matches.
                boolean isComparable = expectedBy.equals(fixture) || !file.contains("keyWithIndexToValue");
                if (EXPECTED.matcher(file).matches() && isComparable) {
                    cases.add(new Case(fixture, expectedBy, file));
                }
            }
        }
        return cases;
    }

    @Test
    void thereAreCasesOfEveryKind() {
        assertThat(cases()).hasSizeGreaterThan(60);
        assertThat(cases()).anyMatch(c -> c.file().contains("joinSide"));
        assertThat(cases()).anyMatch(c -> c.file().contains("timers"));
        assertThat(cases()).anyMatch(c -> c.file().contains("var-"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsEqualSparks(Case expected) throws IOException {
        Map<Long, List<String>> byVersion = new TreeMap<>();
        for (String line : Fixtures.expected(expected.expectedBy(), expected.file())) {
            Matcher row = EXPECTED_LINE.matcher(line);
            assertThat(row.matches()).as(line).isTrue();
            byVersion
                    .computeIfAbsent(Long.valueOf(row.group(1)), version -> new ArrayList<>())
                    .add(row.group(2));
        }
        try (Checkpoint checkpoint = Fixtures.open(expected.fixture())) {
            for (long batchId : checkpoint.restorableBatches()) {
                byVersion.computeIfAbsent(batchId + 1, version -> new ArrayList<>());
            }
            for (Map.Entry<Long, List<String>> version : byVersion.entrySet()) {
                assertThat(rows(checkpoint, expected.file(), version.getKey()))
                        .as("version %d", version.getKey())
                        .containsExactlyInAnyOrderElementsOf(version.getValue());
            }
        }
    }

    private static List<String> rows(Checkpoint checkpoint, String file, long version) throws IOException {
        Matcher name = EXPECTED.matcher(file);
        assertThat(name.matches()).isTrue();
        long operatorId = Long.parseLong(name.group(1));
        OperatorState operator = checkpoint.operators().stream()
                .filter(known -> known.id() == operatorId)
                .findFirst()
                .orElseThrow();
        StateView view = new StateViews(checkpoint).view(operator, question(name.group(2), name.group(3)));
        List<String> rows = new ArrayList<>();
        for (long partition : view.partitions()) {
            try (ViewCursor cursor = view.rows(partition, version, ZoneOffset.UTC)) {
                while (cursor.next()) {
                    JsonBuffer json = new JsonBuffer();
                    json.raw('{');
                    cursor.printFields(true, json);
                    json.raw(",\"partition_id\":");
                    json.number(partition);
                    json.raw('}');
                    rows.add(json.toString());
                }
            }
        }
        return rows;
    }

    private static StateQuestion question(String kind, String name) {
        if ("joinSide".equals(kind)) {
            return new StateQuestion.JoinSide(Side.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        if ("var".equals(kind)) {
            return new StateQuestion.Variable(name);
        }
        return name.equals("timers") ? new StateQuestion.Timers() : new StateQuestion.Store(name);
    }
}
