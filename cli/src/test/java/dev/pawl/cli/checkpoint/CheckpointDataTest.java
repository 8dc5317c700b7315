package dev.pawl.cli.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.cli.Fixture;
import dev.pawl.cli.InProcess;
import dev.pawl.cli.PawlProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of every fixture says what the transcribed logs say. */
final class CheckpointDataTest {
    private static final Pattern NUMBERED_OFFSET = Pattern.compile("(\\d+):(\\{[^}]*})");

    static List<String> fixtures() {
        return Fixture.names();
    }

    /** A line of the expected transcript, by log and batch. */
    private static Map<Long, JsonNode> log(String fixture, String log) throws Exception {
        Map<Long, JsonNode> entries = new TreeMap<>();
        for (String line : Fixture.expected(fixture, "logs.jsonl")) {
            JsonNode entry = Json.parseObject(byPosition(line));
            if (entry.get("log").asText().equals(log)) {
                entries.put(entry.get("batchId").longValue(), entry);
            }
        }
        return entries;
    }

    /** In version 2 of the log each offset follows the number of its source, in any order, and others are left out. */
    private static String byPosition(String line) {
        int start = line.indexOf("\"offsets\":[");
        if (start < 0 || !line.contains("\"version\":\"v2\"")) {
            return line;
        }
        TreeMap<Integer, String> offsets = new TreeMap<>();
        Matcher offset = NUMBERED_OFFSET.matcher(line.substring(start));
        while (offset.find()) {
            offsets.put(Integer.valueOf(offset.group(1)), offset.group(2));
        }
        List<String> all = new ArrayList<>();
        for (int source = 0; source <= offsets.lastKey(); source++) {
            all.add(offsets.getOrDefault(source, "null"));
        }
        return line.substring(0, start) + "\"offsets\":[" + String.join(",", all) + "]}";
    }

    @Test
    void everyFixtureIsCompared() {
        assertThat(fixtures()).hasSizeGreaterThan(35).contains("other-versions/offsetlog-v2-spark-4.2.0");
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void batchesEqualTheLogs(String fixture) throws Exception {
        Map<Long, JsonNode> offsets = log(fixture, "offsets");
        Map<Long, JsonNode> commits = log(fixture, "commits");
        List<JsonNode> expected = new ArrayList<>();
        JsonNode before = Json.array();
        // Every row has a place for each source of the newest plan.
        int sources =
                new TreeMap<>(offsets).lastEntry().getValue().get("offsets").size();
        for (JsonNode entry : offsets.values()) {
            long batchId = entry.get("batchId").longValue();
            ObjectNode row = Json.object().put("batchId", batchId).put("committed", commits.containsKey(batchId));
            row.set("batchTimestampMs", entry.at("/metadata/batchTimestampMs"));
            row.set("batchWatermarkMs", entry.at("/metadata/batchWatermarkMs"));
            if (commits.containsKey(batchId)) {
                row.set("nextBatchWatermarkMs", commits.get(batchId).at("/metadata/nextBatchWatermarkMs"));
            }
            row.set("sources", sources(before, entry.get("offsets"), sources));
            expected.add(row);
            before = entry.get("offsets");
        }
        PawlProcess.Result result = InProcess.run("checkpoint", "batches", Fixture.path(fixture), "-o", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> actual = result.lines();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i).toString());
        }
    }

    private static JsonNode sources(JsonNode before, JsonNode offsets, int countMin) {
        var sources = Json.array();
        int count = Math.max(countMin, Math.max(offsets.size(), before.size()));
        for (int i = 0; i < count; i++) {
            JsonNode start = before.path(i);
            JsonNode end = offsets.path(i);
            ObjectNode source = sources.addObject();
            boolean isRead = !end.isMissingNode() && !end.isNull();
            if (isRead && !start.isMissingNode() && !start.isNull()) {
                source.set("start", start);
            }
            if (isRead) {
                source.set("end", end);
            }
        }
        return sources;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void offsetsEqualTheLog(String fixture) throws Exception {
        JsonNode before = Json.array();
        for (JsonNode entry : log(fixture, "offsets").values()) {
            String batchId = entry.get("batchId").asText();
            PawlProcess.Result result =
                    InProcess.run("checkpoint", "offsets", Fixture.path(fixture), batchId, "-o", "json");

            assertThat(result.exitCode()).isZero();
            ObjectNode actual = Json.parseObject(result.lines().get(0));
            assertThat("v" + actual.get("version"))
                    .isEqualTo(entry.get("version").asText());
            assertThat(actual.get("batchTimestampMs")).isEqualTo(entry.at("/metadata/batchTimestampMs"));
            assertThat(actual.get("batchWatermarkMs")).isEqualTo(entry.at("/metadata/batchWatermarkMs"));
            assertThat(actual.get("conf")).isEqualTo(entry.at("/metadata/conf"));
            assertThat(actual.get("batchId")).isEqualTo(entry.get("batchId"));
            JsonNode sources = sources(before, entry.get("offsets"), 0);
            for (int i = 0; i < sources.size(); i++) {
                ((ObjectNode) sources.get(i)).put("source", i);
            }
            assertThat(actual.get("sources")).isEqualTo(sources);
            before = entry.get("offsets");
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void showIsOneObjectWithWhatTheLogsEndWith(String fixture) throws Exception {
        PawlProcess.Result result = InProcess.run("checkpoint", "show", Fixture.path(fixture), "-o", "json");
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).hasSize(1);
        ObjectNode shown = Json.parseObject(result.lines().get(0));

        TreeMap<Long, JsonNode> offsets = new TreeMap<>(log(fixture, "offsets"));
        TreeMap<Long, JsonNode> commits = new TreeMap<>(log(fixture, "commits"));
        assertThat(shown.get("lastPlannedBatch").longValue()).isEqualTo(offsets.lastKey());
        assertThat(shown.get("lastCommittedBatch").longValue()).isEqualTo(commits.lastKey());
        assertThat(shown.get("newestRestorableBatch").longValue()).isEqualTo(commits.lastKey());
        assertThat(shown.get("health").asText()).isEqualTo(fixture.equals("crash-uncommitted") ? "uncommitted" : "ok");
        JsonNode plan = offsets.lastEntry().getValue();
        assertThat(shown.get("batchWatermarkMs")).isEqualTo(plan.at("/metadata/batchWatermarkMs"));
        assertThat(shown.get("sources")).hasSameSizeAs(plan.get("offsets"));
        assertThat(shown.get("sources"))
                .allMatch(source -> !source.get("kind").asText().equals("unknown"));
        long files = 0;
        for (JsonNode part : shown.get("parts")) {
            files += part.get("files").longValue();
        }
        assertThat(files).isEqualTo(shown.get("files").longValue());
    }
}
