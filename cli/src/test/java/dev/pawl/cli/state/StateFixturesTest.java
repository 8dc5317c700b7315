package dev.pawl.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlCall;
import dev.pawl.cli.PawlProcess;
import dev.pawl.cli.state.StateFixtures.Case;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands say about every checkpoint of Spark what Spark's own state readers say. */
final class StateFixturesTest {
    private static final Pattern CHANGE = Pattern.compile("\\{\"batch_id\":(\\d+),\"change_type\":\"(\\w+)\",(.*)}");
    private static final Pattern DIFFERENCE =
            Pattern.compile("\\{\"change\":\"(\\w+)\",\"operator\":\\d+,\"store\":\"[^\"]+\",(.*)}");

    static Stream<Case> cases() {
        return StateFixtures.cases().stream();
    }

    static Stream<Case> stores() {
        return cases().filter(Case::isStore);
    }

    static Stream<Map.Entry<String, List<String>>> metadata() {
        return StateFixtures.metadata().entrySet().stream();
    }

    @Test
    void thereAreCasesOfEveryKind() {
        assertThat(cases()).hasSizeGreaterThan(60);
        assertThat(metadata()).hasSizeGreaterThan(25);
        for (String option : List.of("--store", "--join-side", "--var", "--timers")) {
            assertThat(cases()).anyMatch(known -> known.options().contains(option));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsAreSparks(Case expected) {
        expected.rows().forEach((version, rows) -> {
            assertThat(expected.show("--version", version.toString())).containsExactlyInAnyOrderElementsOf(rows);
            assertThat(expected.show("--batch", Long.toString(version - 1))).containsExactlyInAnyOrderElementsOf(rows);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutAVersionItIsTheLastCommittedOne(Case expected) {
        assertThat(expected.show())
                .containsExactlyInAnyOrderElementsOf(expected.rows().lastEntry().getValue());
    }

    @ParameterizedTest
    @MethodSource("metadata")
    void metadataIsSparks(Map.Entry<String, List<String>> expected) {
        PawlProcess.Result result =
                PawlCall.run("state", "metadata", StateFixtures.checkpoint(expected.getKey()), "-o", "json");

        assertThat(result.lines()).containsExactlyInAnyOrderElementsOf(expected.getValue());
    }

    @ParameterizedTest
    @MethodSource("stores")
    void changesLeadFromOneVersionToTheNext(Case store) {
        store.rows().keySet().forEach(version -> {
            PawlProcess.Result changes =
                    PawlCall.run(store.words("show", "--changes", "--version", version.toString()));
            if (changes.exitCode() != 0) {
                // Without changelogs, as RocksDB by default, nothing records what a version changed.
                assertThat(changes.err()).contains("STATE_QUESTION_UNANSWERABLE", "keeps a snapshot of each version");
                return;
            }
            rowsBefore(store, version).ifPresent(rows -> {
                for (String line : changes.lines()) {
                    Matcher change = CHANGE.matcher(line);
                    assertThat(change.matches()).as(line).isTrue();
                    assertThat(change.group(1)).isEqualTo(Long.toString(version - 1));
                    String row = "{" + change.group(3) + "}";
                    switch (change.group(2)) {
                        case "update" -> rows.put(key(row), row);
                        case "delete" -> rows.remove(key(row));
                        default -> throw new AssertionError(line);
                    }
                }
                assertThat(rows.values())
                        .containsExactlyInAnyOrderElementsOf(store.rows().get(version));
            });
        });
    }

    @ParameterizedTest
    @MethodSource("stores")
    void differencesLeadFromAnyVersionToAnother(Case store) {
        List<Long> versions = List.copyOf(store.rows().keySet());
        long from = versions.get(0);
        for (long to : versions) {
            PawlProcess.Result diff =
                    PawlCall.run(store.words("diff", "--from", Long.toString(from), "--to", Long.toString(to)));
            Map<String, String> rows = byKey(store.rows().getOrDefault(from, List.of()));
            for (String line : diff.lines()) {
                apply(line, rows);
            }
            assertThat(rows.values())
                    .containsExactlyInAnyOrderElementsOf(store.rows().get(to));
            assertThat(diff.exitCode()).isEqualTo(diff.lines().isEmpty() ? 0 : 1);
            assertThat(diff.err()).isEmpty();
        }
    }

    private static void apply(String line, Map<String, String> rows) {
        Matcher difference = DIFFERENCE.matcher(line);
        assertThat(difference.matches()).as(line).isTrue();
        String fields = "{" + difference.group(2) + "}";
        String key = key(fields);
        switch (difference.group(1)) {
            case "added" ->
                assertThat(rows.put(key, fields.replace(",\"to\":", ",\"value\":")))
                        .isNull();
            case "removed" -> assertThat(rows.remove(key)).isEqualTo(fields.replace(",\"from\":", ",\"value\":"));
            case "changed" -> {
                int from = fields.indexOf(",\"from\":");
                int to = fields.indexOf(",\"to\":");
                int partition = fields.lastIndexOf(",\"partition_id\":");
                String start = fields.substring(0, from) + ",\"value\":";
                String older = start + fields.substring(from + 8, to) + fields.substring(partition);
                String newer = start + fields.substring(to + 6);
                assertThat(rows.put(key, newer)).isEqualTo(older);
            }
            default -> throw new AssertionError(line);
        }
    }

    private static Optional<Map<String, String>> rowsBefore(Case store, long version) {
        if (version == 1) {
            return Optional.of(new TreeMap<>());
        }
        return Optional.ofNullable(store.rows().get(version - 1)).map(StateFixturesTest::byKey);
    }

    private static Map<String, String> byKey(List<String> rows) {
        Map<String, String> byKey = new TreeMap<>();
        for (String row : rows) {
            assertThat(byKey.put(key(row), row)).isNull();
        }
        return byKey;
    }

    /** The key and the partition of a row; the key is the first field. */
    private static String key(String row) {
        int start = row.indexOf('{', 1);
        int depth = 0;
        boolean isText = false;
        for (int i = start; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '"' && row.charAt(i - 1) != '\\') {
                isText = !isText;
            }
            if (!isText) {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
            if (depth == 0) {
                return row.substring(start, i + 1) + row.substring(row.lastIndexOf(','));
            }
        }
        throw new AssertionError(row);
    }
}
