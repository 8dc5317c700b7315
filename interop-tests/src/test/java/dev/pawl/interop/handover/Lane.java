package dev.pawl.interop.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** One query with a checkpoint and a target of its own, and what became of each of its turns. */
final class Lane {
    /** What both engines are told: short logs that are folded and purged within a few batches. */
    static final Map<String, String> CONFS = Map.of(
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.streaming.minBatchesToRetain", "4",
            "spark.sql.streaming.fileSource.log.compactInterval", "3",
            "spark.sql.streaming.fileSource.log.cleanupDelay", "0",
            "spark.sql.streaming.fileSink.log.compactInterval", "3",
            "spark.sql.streaming.fileSink.log.cleanupDelay", "0");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Input input;
    private final Target target;
    private final Path checkpoint;
    private final SparkSession spark;
    private final List<Turn> turns = new ArrayList<>();
    private final Map<Long, Integer> killedAfterSink = new TreeMap<>();

    /**
     * One step as it went.
     *
     * @param firstBatch the batch with which it had to go on
     * @param isAgain whether that batch was planned before
     * @param progress what the engine reported, by batch
     */
    record Turn(Step step, long firstBatch, boolean isAgain, Map<Long, JsonNode> progress) {}

    Lane(String name, Input input, Target target, Path checkpoint, SparkSession spark) {
        this.name = name;
        this.input = input;
        this.target = target;
        this.checkpoint = checkpoint;
        this.spark = spark;
    }

    Input input() {
        return input;
    }

    Target target() {
        return target;
    }

    Path checkpoint() {
        return checkpoint;
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    /** How often a batch was in the sink when its engine was killed. */
    Map<Long, Integer> killedAfterSink() {
        return killedAfterSink;
    }

    String query() {
        return target.select(input.select());
    }

    Turn run(Step step) throws Exception {
        long first = 0;
        boolean isAgain = false;
        if (Files.exists(checkpoint)) {
            try (Checkpoint before = Checkpoint.open(Storages.open(checkpoint.toString()))) {
                long planned = before.offsets().latest().orElse(-1);
                isAgain = planned >= 0 && before.commits().latest().orElse(-1) < planned;
                first = isAgain ? planned : planned + 1;
            }
        }
        long last = first + step.batch();
        Optional<Kill> kill = Kill.of(step.stop(), last);
        List<String> reports =
                step.engine() == Engine.SPARK ? SparkTurn.run(this, spark, kill) : PawlTurn.run(this, kill);
        Map<Long, JsonNode> progress = new TreeMap<>();
        for (String report : reports) {
            JsonNode json = JSON.readTree(report);
            progress.put(json.get("batchId").longValue(), json);
        }
        if (step.stop() == Stop.AFTER_SINK) {
            killedAfterSink.merge(last, 1, Integer::sum);
        }
        Turn turn = new Turn(step, first, isAgain, progress);
        turns.add(turn);
        requireStopped(turn, last);
        return turn;
    }

    /** What is there is what the kill leaves: otherwise it hit something else. */
    private void requireStopped(Turn turn, long last) throws IOException {
        assertThat(Files.exists(checkpoint.resolve("metadata"))).isTrue();
        Stop stop = turn.step().stop();
        if (stop == Stop.CLEAN) {
            assertThat(turn.progress()).as("%s has something to read", this).containsKey(turn.firstBatch());
            return;
        }
        assertThat(Files.exists(checkpoint.resolve("offsets/" + last)))
                .as("%s: offsets/%s after %s", this, last, turn.step())
                .isEqualTo(stop != Stop.BEFORE_PLAN);
        assertThat(checkpoint.resolve("commits/" + last)).doesNotExist();
        if (turn.step().engine() == Engine.PAWL) {
            // What a dead Pawl leaves beside Spark's files.
            assertThat(checkpoint.resolve("pawl/lease")).exists();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
