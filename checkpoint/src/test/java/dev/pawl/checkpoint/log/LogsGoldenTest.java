package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every log of every checkpoint that Spark wrote is read as Spark meant it, and formatted as Spark wrote it. */
class LogsGoldenTest {
    private static final CompactionPolicy NEVER_COMPACTS = new CompactionPolicy(Integer.MAX_VALUE, 1, Duration.ZERO);

    static List<String> fixtures() {
        return LogFixtures.names();
    }

    @Test
    void thereAreFixturesOfEveryVersion() {
        assertThat(fixtures())
                .hasSizeGreaterThanOrEqualTo(40)
                .contains("rate", "other-versions/offsetlog-v2-spark-4.2.0")
                .anyMatch(name -> name.endsWith("spark-3.5.7"));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void parsedEntriesEqualTheExpectedLogs(String fixture) {
        FakeStorage storage = LogFixtures.checkpoint(fixture);
        OffsetLog offsets = new OffsetLog(storage);
        CommitLog commits = new CommitLog(storage);
        List<String> found = new ArrayList<>();
        offsets.batchIds().forEach(id -> found.add(transcribe(offsets.entry(id))));
        commits.batchIds().forEach(id -> found.add(transcribe(commits.entry(id))));
        assertThat(found)
                .isEqualTo(LogFixtures.expectedLogs(fixture).stream()
                        .filter(line -> !line.isBlank())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void formattedEntriesHaveTheBytesOfSpark(String fixture) {
        FakeStorage storage = LogFixtures.checkpoint(fixture);
        OffsetLog offsets = new OffsetLog(storage);
        for (long id : offsets.batchIds()) {
            assertThat(OffsetFormat.format(offsets.entry(id))).isEqualTo(storage.text("offsets/" + id));
        }
        CommitLog commits = new CommitLog(storage);
        for (long id : commits.batchIds()) {
            assertThat(commits.entry(id).format()).isEqualTo(storage.text("commits/" + id));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theQueryIdIsReadAndWrittenLikeSpark(String fixture) {
        FakeStorage storage = LogFixtures.checkpoint(fixture);
        QueryMetadata metadata = QueryMetadata.read(storage).orElseThrow();
        assertThat(metadata.id()).hasSize(36);
        FakeStorage other = new FakeStorage();
        metadata.createNew(other);
        assertThat(other.text("metadata")).isEqualTo(storage.text("metadata"));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void everyPrivateSourceLogIsUnderstood(String fixture) {
        FakeStorage storage = LogFixtures.checkpoint(fixture);
        SourceLogs sources = new SourceLogs(storage);
        for (String id : sources.sourceIds()) {
            SourceLogKind kind = sources.kind(id);
            switch (kind) {
                case FILES -> rewriteFileLog(storage, id);
                case KAFKA_INITIAL_OFFSET -> rewriteInitialOffset(storage, id, InitialOffset.Kind.KAFKA);
                case RATE_START -> rewriteInitialOffset(storage, id, InitialOffset.Kind.RATE);
                case NONE, UNKNOWN -> throw new AssertionError("source " + id + " is " + kind);
            }
        }
    }

    private static void rewriteFileLog(FakeStorage storage, String id) {
        FileSourceLog log = new FileSourceLog(storage, id, CompactionPolicy.DEFAULT);
        long latest = log.latest().orElseThrow();
        List<SourceFile> files = log.filesBetween(latest - 1, latest);
        FakeStorage other = new FakeStorage();
        new FileSourceLog(other, id, NEVER_COMPACTS).append(latest, files);
        assertThat(files).isNotEmpty().allMatch(file -> file.logId() == latest);
        assertThat(other.text("sources/" + id + "/" + latest)).isEqualTo(storage.text("sources/" + id + "/" + latest));
    }

    private static void rewriteInitialOffset(FakeStorage storage, String id, InitialOffset.Kind kind) {
        FakeStorage other = new FakeStorage();
        InitialOffset.read(storage, id, kind).orElseThrow().createNew(other, id);
        assertThat(other.text("sources/" + id + "/0")).isEqualTo(storage.text("sources/" + id + "/0"));
    }

    /** The line of {@code logs.jsonl}; its offsets are no JSON where sources have ids. */
    private static String transcribe(OffsetEntry entry) {
        String offsets = entry.offsets().entrySet().stream()
                .map(each -> (entry.version() == 1 ? "" : each.getKey() + ":")
                        + (each.getValue().isNone() ? "null" : each.getValue().text()))
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"log\":\"offsets\",\"batchId\":" + entry.batchId() + ",\"version\":\"v" + entry.version()
                + "\",\"metadata\":" + entry.metadata().orElseThrow().format() + ",\"offsets\":" + offsets + "}";
    }

    private static String transcribe(CommitEntry entry) {
        String text = entry.format();
        try {
            return "{\"log\":\"commits\",\"batchId\":" + entry.batchId() + ",\"version\":\"v" + entry.version()
                    + "\",\"metadata\":" + Json.format(Json.parse(text.substring(text.indexOf('\n') + 1))) + "}";
        } catch (JsonProblem e) {
            throw new AssertionError(e);
        }
    }
}
