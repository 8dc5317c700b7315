package dev.pawl.cli.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.cli.Fixture;
import dev.pawl.cli.InProcess;
import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that are damaged, missing, many or none. */
final class CheckpointCommandsTest {
    private static final Instant COMMITTED = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir
    private Path directory;

    private Path copy(String fixture, String path) throws IOException {
        Path target = directory.resolve(path);
        Files.createDirectories(target.getParent() == null ? target : target.getParent());
        return Fixture.copy(fixture, target);
    }

    @Test
    void whatIsDamagedIsNamed() throws IOException {
        Path damaged = copy("agg-simple-hdfs", "damaged");
        Files.delete(damaged.resolve("state/0/0/5.delta"));

        PawlProcess.Result verify = InProcess.run("checkpoint", "verify", damaged.toString(), "-o", "json");
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.err()).isEmpty();
        assertThat(verify.lines())
                .singleElement()
                .asString()
                .startsWith(
                        "{\"code\":\"CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS\",\"severity\":\"error\","
                                + "\"path\":\"state/0/0/5.delta\",\"operator\":0,\"store\":\"default\",\"partition\":0,\"version\":5,");

        PawlProcess.Result show = InProcess.run("checkpoint", "show", damaged.toString());
        assertThat(show.exitCode()).isEqualTo(3);
        assertThat(show.out()).contains("Health          damaged\n", "OPERATORS\n", "Restorable      0-3\n");
        assertThat(show.err())
                .startsWith("pawl: [CHECKPOINT_DAMAGED] The checkpoint at ")
                .contains("Version 5 of operator 0, store default, partition 0 cannot be loaded: ");
    }

    @Test
    void oneDamagedEntryDoesNotHideTheOtherBatches() throws Exception {
        Path damaged = copy("agg-simple-hdfs", "damaged");
        Files.writeString(damaged.resolve("offsets/2"), "v1\n{");
        Files.writeString(damaged.resolve("commits/3"), "x");

        PawlProcess.Result result = InProcess.run("checkpoint", "batches", damaged.toString(), "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("[CHECKPOINT_DAMAGED]", "2 of the batches shown cannot be read.");
        List<String> lines = result.lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(2))
                .startsWith(
                        "{\"batchId\":2,\"committed\":true,\"nextBatchWatermarkMs\":0,\"problem\":\"File offsets/2 below ");
        ObjectNode third = Json.parseObject(lines.get(3));
        assertThat(third.get("committed").booleanValue()).isTrue();
        assertThat(third.get("sources").toString()).isEqualTo("[{\"end\":{\"logOffset\":3}}]");
        assertThat(third.get("problem").asText()).startsWith("File commits/3 below ");
        assertThat(lines.get(4)).contains("\"sources\":[{\"start\":{\"logOffset\":3},\"end\":{\"logOffset\":4}}]");

        PawlProcess.Result text = InProcess.run("checkpoint", "batches", damaged.toString());
        assertThat(text.out()).contains("unreadable", "\nBatch 2: File offsets/2 below ");
    }

    @Test
    void aDamagedNewestEntryHidesNeitherSourcesNorWatermarks() throws Exception {
        Path damaged = copy("window-tumbling-append", "damaged");
        Files.writeString(damaged.resolve("offsets/7"), "x");

        PawlProcess.Result text = InProcess.run("checkpoint", "batches", damaged.toString());

        assertThat(text.exitCode()).isEqualTo(3);
        assertThat(text.lines().get(0)).contains("SOURCE 0", "WATERMARK");
        assertThat(text.lines().get(7)).startsWith("    6  yes").endsWith("2 → 3");
        assertThat(text.lines().get(8)).startsWith("    7  yes").endsWith("unreadable");
    }

    @Test
    void aCheckpointWithoutBatchesHasNone() throws Exception {
        Files.createDirectories(directory.resolve("new/offsets"));

        PawlProcess.Result result =
                InProcess.run("checkpoint", "batches", directory.resolve("new").toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("pawl: No batch was planned yet.\n");
    }

    @Test
    void everythingIsShownThatCanBe() throws Exception {
        Path damaged = copy("agg-simple-hdfs", "damaged");
        Files.writeString(damaged.resolve("offsets/4"), "x");
        Files.writeString(damaged.resolve("metadata"), "x");
        Files.writeString(damaged.resolve("state/0/_metadata/metadata"), "x");

        PawlProcess.Result result = InProcess.run("checkpoint", "show", damaged.toString(), "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        ObjectNode shown = Json.parseObject(result.lines().get(0));
        assertThat(shown.get("health").asText()).isEqualTo("damaged");
        assertThat(shown.get("healthReason").asText()).startsWith("File metadata below ");
        assertThat(shown.has("queryId")).isFalse();
        assertThat(shown.get("lastPlannedBatch").longValue()).isEqualTo(4);
        assertThat(shown.get("operators").toString())
                .isEqualTo("[{\"operator\":0,\"stores\":[\"default\"],\"partitions\":2}]");
        assertThat(shown.get("parts")).hasSize(5);
    }

    @Test
    void whatWasDeclaredLostIsShown() throws Exception {
        Path checkpoint = copy("kafka-agg", "lossy");
        Fixture.loseRows(checkpoint);

        PawlProcess.Result text = InProcess.run("checkpoint", "show", checkpoint.toString());

        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).contains("""

                        GAPS
                          SOURCE  PART          FROM       TO         BATCH  WHEN                  WHY
                          0       orders-3      100        250            7  2026-01-01T12:00:00Z  Kafka aged them out.
                          0       orders-4      17         -              8  2026-01-01T12:00:00Z  The partition was deleted.
                          1       /data/clicks  version 3  version 7      -  2026-01-01T12:00:00Z  Their log was cleaned up.

                        PARTS
                        """);
        assertThat(Json.parseObject(InProcess.run("checkpoint", "show", checkpoint.toString(), "-o", "json")
                                .lines()
                                .get(0))
                        .get("gaps")
                        .get(0)
                        .toString())
                .isEqualTo("{\"source\":\"0\",\"part\":\"orders-3\",\"from\":100,\"to\":250,\"batchId\":7,"
                        + "\"whenMs\":1767268800000,\"why\":\"Kafka aged them out.\"}");
    }

    @Test
    void aLogOfGapsThatIsDamagedDoesNotHideTheRest() throws Exception {
        Path checkpoint = copy("kafka-agg", "lossy");
        Fixture.loseRows(checkpoint);
        Files.writeString(checkpoint.resolve("pawl/gaps.jsonl"), "x");

        PawlProcess.Result show = InProcess.run("checkpoint", "show", checkpoint.toString());
        assertThat(show.exitCode()).isEqualTo(3);
        assertThat(show.out()).contains("SOURCES\n", "PARTS\n").doesNotContain("GAPS");
        assertThat(show.err()).startsWith("pawl: [GAP_LOG_CORRUPT] File pawl/gaps.jsonl below ");

        PawlProcess.Result verify = InProcess.run("checkpoint", "verify", checkpoint.toString());
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.out()).contains("warning  pawl/gaps.jsonl  [GAP_LOG_CORRUPT]");
    }

    @Test
    void listFindsCheckpointsAtAnyDepth() throws Exception {
        Path orders = copy("agg-simple-hdfs", "a/orders");
        copy("crash-uncommitted", "b/c/clicks");
        Path broken = copy("kafka-agg", "broken");
        copy("rate", ".hidden/rate");
        copy("rate", "table/_delta_log/rate");
        Files.writeString(broken.resolve("offsets/2"), "x");
        Files.createDirectories(orders.resolve("pawl"));
        Files.writeString(orders.resolve("pawl/lease"), "{}");
        Files.setLastModifiedTime(orders.resolve("commits/4"), FileTime.from(COMMITTED));

        PawlProcess.Result json = InProcess.run(
                COMMITTED.plusSeconds(200), false, "checkpoint", "list", directory.toString(), "-o", "json");

        assertThat(json.exitCode()).isZero();
        assertThat(json.err()).isEmpty();
        assertThat(json.lines()).hasSize(3);
        assertThat(json.lines().get(0))
                .isEqualTo("{\"path\":\"a/orders\",\"queryId\":\"6bf6665f-08d2-4363-8237-481a4eb5a98f\","
                        + "\"lastCommittedBatch\":4,\"lastCommitMs\":1767261600000,\"ageMs\":200000,\"health\":\"ok\","
                        + "\"bytes\":8698,\"files\":85,\"lease\":\"held\"}");
        assertThat(json.lines().get(1)).contains("\"path\":\"b/c/clicks\"", "\"health\":\"uncommitted\"");
        assertThat(json.lines().get(2)).contains("\"path\":\"broken\"", "\"health\":\"damaged\"");

        PawlProcess.Result text =
                InProcess.run(COMMITTED.plusSeconds(200), false, "checkpoint", "list", orders.toString());
        assertThat(text.lines()).hasSize(2);
        assertThat(text.lines().get(1))
                .matches("\\.\\s+ok\\s+4\\s+3 minutes ago\\s+8\\.5 KiB\\s+85\\s+held\\s+6bf6665f.*");
    }

    @Test
    void noCheckpointIsNoError() throws IOException {
        Files.createDirectories(directory.resolve("somewhere"));
        PawlProcess.Result result = InProcess.run("checkpoint", "list", directory.toString(), "-o", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("pawl: There is no checkpoint at or below " + directory + ".\n");
    }

    @Test
    void whereThereIsNothingThereIsAnError() {
        PawlProcess.Result result =
                InProcess.run("checkpoint", "list", directory.resolve("missing").toString());

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("pawl: [CHECKPOINT_NOT_FOUND] There is nothing at ");
    }

    @Test
    void healthAndSeveritiesAreColoured() throws IOException {
        Path damaged = copy("agg-simple-hdfs", "damaged");
        Files.delete(damaged.resolve("metadata"));

        assertThat(InProcess.run(Instant.EPOCH, true, "checkpoint", "show", damaged.toString())
                        .out())
                .contains("\u001b[31mdamaged\u001b[0m");
        assertThat(InProcess.run(Instant.EPOCH, true, "checkpoint", "verify", damaged.toString())
                        .out())
                .contains("\u001b[31merror\u001b[0m  metadata  [QUERY_METADATA_MISSING]");
    }
}
