package dev.pawl.interop.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A query that went back and forth beside the same query on Spark alone, with the same input and the same kills. */
final class Comparison {
    private static final String SEPARATOR = "|";

    private final Lane lane;
    private final Lane alone;
    private final Map<Long, Long> timeOfBatch = new TreeMap<>();

    Comparison(Lane lane, Lane alone) {
        this.lane = lane;
        this.alone = alone;
    }

    /** Between two turns: the same batches are planned and committed, and the same files are there. */
    void checkLogs() throws IOException {
        assertThat(plans(lane)).as("plans of %s", lane).isEqualTo(plans(alone));
        assertThat(files(lane.checkpoint())).as("files of %s", lane).isEqualTo(files(alone.checkpoint()));
        if (lane.input().kind() == Input.Kind.KAFKA) {
            Path start = Path.of("sources", "0", "0");
            assertThat(lane.checkpoint().resolve(start))
                    .hasSameBinaryContentAs(alone.checkpoint().resolve(start));
        }
    }

    /** Keeps the time of each batch, which whoever runs it again must not change. */
    void noteTimes() {
        try (Checkpoint checkpoint = open(lane)) {
            for (long batchId : checkpoint.offsets().batchIds()) {
                long time = checkpoint
                        .offsets()
                        .entry(batchId)
                        .metadata()
                        .map(OffsetMetadata::batchTimestampMs)
                        .orElseThrow();
                Long before = timeOfBatch.putIfAbsent(batchId, time);
                assertThat(before == null ? time : before)
                        .as("time of batch %s of %s", batchId, lane)
                        .isEqualTo(time);
            }
        }
    }

    private static Map<Long, JsonNode> plans(Lane of) throws IOException {
        Map<Long, JsonNode> plans = new TreeMap<>();
        try (Checkpoint checkpoint = open(of)) {
            for (long batchId : checkpoint.offsets().batchIds()) {
                plans.put(
                        batchId,
                        checkpoint
                                .offsets()
                                .entry(batchId)
                                .offset("0")
                                .orElseThrow()
                                .json());
            }
        }
        return plans;
    }

    private static Checkpoint open(Lane of) {
        return Checkpoint.open(Storages.open(of.checkpoint().toString()));
    }

    /** All but what only one of the engines keeps: checksums of Hadoop's, and the directory {@code pawl}. */
    private static List<String> files(Path checkpoint) throws IOException {
        try (Stream<Path> all = Files.walk(checkpoint)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> checkpoint.relativize(file).toString())
                    .filter(file -> !file.endsWith(".crc") && !file.startsWith("pawl/"))
                    .sorted()
                    .toList();
        }
    }

    /** In the end: the same rows, batch by batch, each as often as its sink promises. */
    void checkRows(SparkSession spark) {
        NavigableMap<Long, List<List<String>>> expected = alone.target().handedOver();
        assertThat(expected).as("batches of %s", alone).hasSizeGreaterThan(5);
        Target target = lane.target();
        if (target.kind() == Target.Kind.FOREACH_BATCH) {
            assertThat(target.handedOver()).containsOnlyKeys(expected.keySet());
            target.handedOver().forEach((batchId, calls) -> {
                assertThat(calls).as("calls for batch %s of %s", batchId, lane).hasSize(times(batchId));
                calls.forEach(rows -> assertThat(rows).isEqualTo(ofLane(batchId, expected)));
            });
        } else if (target.kind().keepsRows()) {
            List<String> rows = new ArrayList<>();
            for (long batchId : expected.keySet()) {
                int times = target.kind().isExactlyOnce() ? 1 : times(batchId);
                ofLane(batchId, expected).forEach(row -> rows.addAll(Collections.nCopies(times, row)));
            }
            Collections.sort(rows);
            assertThat(target.rows(spark)).as("rows of %s", lane).isEqualTo(rows);
        }
    }

    /** Once, and again for each kill after it. */
    private int times(long batchId) {
        return 1 + lane.killedAfterSink().getOrDefault(batchId, 0);
    }

    /** The rows that Spark alone gave, with the time that the batch has in this query. */
    private List<String> ofLane(long batchId, NavigableMap<Long, List<List<String>>> expected) {
        return Objects.requireNonNull(expected.get(batchId)).get(0).stream()
                .map(row -> row.substring(0, row.lastIndexOf(SEPARATOR) + 1) + timeOfBatch.get(batchId))
                .sorted()
                .toList();
    }

    /** Of a source that never gives the same twice: numbers without a gap, each with the time that follows from its place. */
    void checkCounting(SparkSession spark) throws IOException {
        Target.Kind kind = lane.target().kind();
        if (!kind.keepsRows()) {
            return;
        }
        List<String> lines = Files.readAllLines(lane.checkpoint().resolve("sources/0/0"));
        long start = Long.parseLong(lines.get(1));
        NavigableMap<Long, List<long[]>> byNumber = new TreeMap<>();
        lane.target().rows(spark).stream()
                .map(row -> Arrays.stream(row.split("\\|"))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .forEach(row -> byNumber.computeIfAbsent(row[0], number -> new ArrayList<>())
                        .add(row));
        assertThat(byNumber).as("rows of %s", lane).hasSizeGreaterThan(5);
        long next = 0;
        for (Map.Entry<Long, List<long[]>> rows : byNumber.entrySet()) {
            long number = rows.getKey();
            assertThat(number).as("%s has no gap", lane).isEqualTo(next++);
            long batchId = batchAt(rows.getValue().get(0)[2]);
            assertThat(rows.getValue())
                    .as("number %s of %s, of batch %s", number, lane, batchId)
                    .hasSize(kind.isExactlyOnce() ? 1 : times(batchId));
            for (long[] row : rows.getValue()) {
                assertThat(row[1]).isEqualTo(start + Math.round(number * 1000.0 / NumbersInput.PER_SECOND));
                assertThat(batchAt(row[2])).isEqualTo(batchId);
            }
        }
    }

    private long batchAt(long time) {
        return timeOfBatch.entrySet().stream()
                .filter(each -> each.getValue() == time)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no batch of " + lane + " has the time " + time))
                .getKey();
    }

    /** What Pawl reports of a batch is what Spark reports of it. */
    void checkProgress() {
        int compared = 0;
        for (int turn = 0; turn < lane.turns().size(); turn++) {
            Lane.Turn mine = lane.turns().get(turn);
            if (mine.step().engine() == Engine.PAWL) {
                Map<Long, JsonNode> theirs = alone.turns().get(turn).progress();
                for (Map.Entry<Long, JsonNode> report : mine.progress().entrySet()) {
                    JsonNode other = theirs.get(report.getKey());
                    if (other != null) {
                        boolean isSkipped = report.getKey() == mine.firstBatch()
                                && lane.killedAfterSink().containsKey(report.getKey())
                                && lane.target().kind().isExactlyOnce();
                        ProgressShape.check(lane, report.getValue(), other, isSkipped);
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).as("reports of %s that were compared", lane).isGreaterThan(1);
    }
}
