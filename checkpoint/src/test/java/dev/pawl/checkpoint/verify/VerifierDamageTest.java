package dev.pawl.checkpoint.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of damage is found, where it is, and nothing else with it. */
final class VerifierDamageTest {
    private static final String HDFS = "agg-simple-hdfs";
    private static final String CHANGELOG = "agg-simple-rocksdb-changelog";
    private static final String ZIPS = "agg-simple-rocksdb-snapshot";
    private static final String UNIQUE_IDS = "agg-simple-rocksdb-ckptv2";
    private static final String OLD = "other-versions/agg-simple-rocksdb-changelog-spark-3.5.7";

    @TempDir
    private Path directory;

    /** Damage to a fixture, and the findings it leads to. */
    private record Case(String fixture, String what, Consumer<CheckpointCopy> damage, List<String> expected) {
        @Override
        public String toString() {
            return fixture + ": " + what;
        }
    }

    private static final List<Case> CASES = new ArrayList<>();

    private static void given(String fixture, String what, Consumer<CheckpointCopy> damage, String... expected) {
        CASES.add(new Case(fixture, what, damage, List.of(expected)));
    }

    static List<Case> cases() {
        CASES.clear();
        logs();
        sources();
        operators();
        hdfs();
        rocksDb();
        return CASES;
    }

    private static void logs() {
        given(HDFS, "no metadata", c -> c.delete("metadata"), "ERROR QUERY_METADATA_MISSING metadata");
        given(HDFS, "half of metadata", c -> c.truncate("metadata"), "ERROR QUERY_METADATA_CORRUPT metadata");
        given(HDFS, "half of the last plan", c -> c.truncate("offsets/4"), "ERROR OFFSET_LOG_CORRUPT offsets/4");
        given(HDFS, "half of an old plan", c -> c.truncate("offsets/1"), "ERROR OFFSET_LOG_CORRUPT offsets/1");
        given(
                HDFS,
                "a plan of the future",
                c -> c.replace("offsets/4", "v1", "v9"),
                "ERROR INVALID_LOG_VERSION offsets/4");
        given(HDFS, "an old plan lost", c -> c.delete("offsets/2"), "WARNING OFFSET_LOG_GAP offsets/2");
        given(
                HDFS,
                "the plan before the last lost",
                c -> c.delete("offsets/3"),
                "ERROR PREVIOUS_OFFSETS_MISSING offsets/3");
        given(HDFS, "the last plan lost", c -> c.delete("offsets/4"), "ERROR COMMIT_WITHOUT_OFFSETS commits/4");
        given(HDFS, "all plans lost", c -> c.delete("offsets"), "ERROR OFFSET_LOG_MISSING offsets");
        given(
                HDFS,
                "a plan without metadata",
                c -> c.change("offsets/4", bytes -> "v1\n\n{\"logOffset\":4}".getBytes(StandardCharsets.UTF_8)),
                "ERROR OFFSETS_WITHOUT_METADATA offsets/4");
        given(
                "kafka-two-topics-latest",
                "a last plan without metadata, as continuous processing writes it, and no source logs",
                c -> c.delete("sources").change("offsets/2", VerifierDamageTest::withoutMetadata),
                "ERROR OFFSETS_WITHOUT_METADATA offsets/2",
                "ERROR SOURCE_LOG_MISSING sources/0");
        given(
                HDFS,
                "one more source",
                c -> c.replace("offsets/4", "{\"logOffset\":4}", "{\"logOffset\":4}\n-"),
                "ERROR SOURCE_COUNT_CHANGED offsets/4");
        given(
                HDFS,
                "a watermark that goes back",
                c -> c.replace("offsets/3", "\"batchWatermarkMs\":0", "\"batchWatermarkMs\":7"),
                "WARNING WATERMARK_WENT_BACK offsets/4");
        given(HDFS, "half of a commit", c -> c.truncate("commits/4"), "ERROR COMMIT_LOG_CORRUPT commits/4");
        given(HDFS, "a commit lost", c -> c.delete("commits/2"), "WARNING COMMIT_LOG_GAP commits/2");
        given(HDFS, "the last commit lost", c -> c.delete("commits/4"));
        given(
                HDFS,
                "the last two commits lost",
                c -> c.delete("commits/4").delete("commits/3"),
                "WARNING COMMIT_LOG_GAP commits/3");
        given(
                HDFS,
                "a digit of an offset changed",
                c -> c.changeOnly("offsets/2", bytes -> {
                    bytes[bytes.length - 2] = '1';
                    return bytes;
                }),
                "WARNING HADOOP_CHECKSUM_MISMATCH offsets/.2.crc");
        given(
                "kafka-async-progress",
                "the last plan lost",
                c -> c.delete("offsets/10"),
                "ERROR COMMIT_WITHOUT_OFFSETS commits/10");
        given(
                "kafka-async-progress",
                "the plan before the last lost",
                c -> c.delete("offsets/8"),
                "ERROR PREVIOUS_OFFSETS_MISSING offsets/8");
        given(
                "kafka-async-progress",
                "an old plan lost",
                c -> c.delete("offsets/4"),
                "WARNING OFFSET_LOG_GAP offsets/4");
        given("kafka-async-progress", "a commit lost", c -> c.delete("commits/4"), "WARNING COMMIT_LOG_GAP commits/4");
        given(
                "kafka-async-progress",
                "only the last plan left",
                c -> c.delete("offsets/0")
                        .delete("offsets/2")
                        .delete("offsets/4")
                        .delete("offsets/6")
                        .delete("offsets/8"),
                "ERROR PREVIOUS_OFFSETS_MISSING offsets/9");
    }

    private static byte[] withoutMetadata(byte[] plan) {
        return new String(plan, StandardCharsets.UTF_8)
                .replaceFirst("\n.*\n", "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void sources() {
        given(HDFS, "the last entry lost", c -> c.delete("sources/0/4"), "ERROR SOURCE_LOG_ENTRY_MISSING sources/0/4");
        given(HDFS, "an old entry lost", c -> c.delete("sources/0/1"), "ERROR SOURCE_LOG_ENTRY_MISSING sources/0/1");
        given(HDFS, "half of an entry", c -> c.truncate("sources/0/2"), "ERROR SOURCE_LOG_CORRUPT sources/0/2");
        given(HDFS, "the version of an entry", c -> c.flip("sources/0/4", 0), "ERROR SOURCE_LOG_CORRUPT sources/0/4");
        given(HDFS, "no source log", c -> c.delete("sources/0"), "ERROR SOURCE_LOG_MISSING sources/0");
        given(
                "filesource-sink-compact",
                "half of a compaction",
                c -> c.truncate("sources/0/8.compact"),
                "ERROR SOURCE_LOG_CORRUPT sources/0/8.compact");
        given("kafka-agg", "where Kafka began", c -> c.truncate("sources/0/0"), "ERROR SOURCE_LOG_CORRUPT sources/0/0");
        given(
                "kafka-agg",
                "where Kafka began lost",
                c -> c.delete("sources/0/0"),
                "ERROR SOURCE_LOG_MISSING sources/0");
        given(
                "rate",
                "when the rate began, of a file that could also belong to a source that nobody knows",
                c -> c.changeOnly("sources/0/0", bytes -> new byte[] {'x'}),
                "WARNING HADOOP_CHECKSUM_MISMATCH sources/0/.0.crc");
    }

    private static void operators() {
        given(
                HDFS,
                "operator metadata",
                c -> c.truncate("state/0/_metadata/metadata"),
                "ERROR OPERATOR_METADATA_CORRUPT state/0/_metadata/metadata");
        given(
                "chained-dedup-agg",
                "metadata of one operator lost",
                c -> c.delete("state/1/_metadata/metadata"),
                "WARNING OPERATOR_METADATA_MISSING state/1/_metadata/metadata");
        given(
                "tws-none",
                "metadata lost",
                c -> c.delete("state/0/_metadata/v2/0"),
                "ERROR OPERATOR_METADATA_MISSING state/0/_metadata/metadata");
        given(
                "tws-none",
                "schema lost",
                c -> c.delete(c.find("state/0/_stateSchema/default", "")),
                "ERROR STATE_SCHEMA_MISSING state/0/_metadata/v2/0");
        given(
                HDFS,
                "half of the schema",
                c -> c.truncate("state/0/0/_metadata/schema"),
                "ERROR STATE_SCHEMA_CORRUPT state/0/0/_metadata/schema");
        given(
                HDFS,
                "a type that is none",
                c -> c.replace("state/0/0/_metadata/schema", "\"long\"", "\"lung\""),
                "ERROR STATE_SCHEMA_CORRUPT state/0/0/_metadata/schema");
        given(
                HDFS,
                "schema lost",
                c -> c.delete("state/0/0/_metadata/schema"),
                "WARNING STATE_SCHEMA_NOT_FOUND state/0/0/_metadata/schema");
        given(
                OLD,
                "half of the schema",
                c -> c.truncate("state/0/0/_metadata/schema"),
                "ERROR STATE_SCHEMA_CORRUPT state/0/0/_metadata/schema");
        given(HDFS, "a partition lost", c -> c.delete("state/0/1"), "ERROR STATE_PARTITION_MISSING state/0/1");
        String partitions = "shuffle.partitions\":\"";
        given(
                HDFS,
                "another number of partitions in the last plan",
                c -> c.replace("offsets/4", partitions + 2, partitions + 3),
                "ERROR STATE_PARTITIONS_DIFFER offsets/4");
        given(
                "tws-none",
                "no number of partitions in the last plan",
                c -> c.replace("offsets/5", "spark.sql." + partitions, "x\":\""));
        given(
                "limit-global",
                "another number of partitions in the last plan of an operator that has only one",
                c -> c.replace("offsets/2", partitions + 2, partitions + 3));
    }

    private static void hdfs() {
        String checksum = "CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED state/0/0/";
        given(HDFS, "half of a delta", c -> c.truncate("state/0/0/5.delta"), "ERROR " + checksum + "5.delta");
        given(HDFS, "a byte of a delta", c -> c.flip("state/0/0/2.delta", 30), "ERROR " + checksum + "2.delta");
        given(
                HDFS,
                "a byte of a snapshot",
                c -> c.flip(c.find("state/0/0", ".snapshot"), 30),
                "ERROR " + checksum + "4.snapshot");
        given(
                HDFS,
                "a byte of a delta without checksum",
                c -> c.flip("state/0/0/5.delta", 30).delete("state/0/0/5.delta.crc"),
                "ERROR STATE_FILE_CORRUPT state/0/0/5.delta");
        given(
                HDFS,
                "the wrong checksum",
                c -> c.replace("state/0/0/5.delta.crc", "\"value\":", "\"value\":1"),
                "ERROR " + checksum + "5.delta");
        given(HDFS, "half of a checksum", c -> c.truncate("state/0/0/5.delta.crc"), "ERROR " + checksum + "5.delta");
        given(
                HDFS,
                "the last delta lost",
                c -> c.delete("state/0/0/5.delta"),
                "ERROR CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS state/0/0/5.delta");
        given(
                HDFS,
                "an old delta lost",
                c -> c.delete("state/0/0/2.delta"),
                "WARNING CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS state/0/0/2.delta");
        given(HDFS, "a delta that a snapshot replaces", c -> c.delete("state/0/0/4.delta"));
        given(
                "crash-uncommitted",
                "half of a delta that will be written again",
                c -> c.truncate("state/0/0/3.delta"),
                "WARNING " + checksum + "3.delta");
        given(
                HDFS,
                "a stale side file of a delta",
                c -> c.changeOnly("state/0/0/.5.delta.crc", bytes -> {
                    bytes[bytes.length - 1] ^= 1;
                    return bytes;
                }),
                "WARNING HADOOP_CHECKSUM_MISMATCH state/0/0/.5.delta.crc");
    }

    private static void rocksDb() {
        String missing = "CANNOT_LOAD_STATE_STORE.CANNOT_READ_STREAMING_STATE_FILE ";
        given(
                CHANGELOG,
                "half of a zip",
                c -> c.truncate("state/0/0/3.zip"),
                "ERROR STATE_SNAPSHOT_CORRUPT state/0/0/3.zip");
        given(CHANGELOG, "a zip that changelogs replace", c -> c.delete("state/0/0/3.zip"));
        given(
                CHANGELOG,
                "a changelog lost",
                c -> c.delete("state/0/1/4.changelog"),
                "ERROR " + missing + "state/0/1/4.changelog");
        given(
                CHANGELOG,
                "a byte of a changelog",
                c -> c.flip("state/0/1/5.changelog", 30),
                "ERROR CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED state/0/1/5.changelog");
        given(
                CHANGELOG,
                "a table lost",
                c -> c.delete(sst(c)),
                "ERROR " + missing + "state/0/0/SSTs/000008-c8ac5326-b78a-4ddb-95e3-3dc524e17068.sst");
        String table = "ERROR STATE_SST_CORRUPT state/0/0/SSTs/000008-c8ac5326-b78a-4ddb-95e3-3dc524e17068.sst";
        given(CHANGELOG, "half of a table", c -> c.truncate(sst(c)), table);
        given(CHANGELOG, "a byte of a table", c -> c.flip(sst(c), 10), table);
        given(
                CHANGELOG,
                "a stale side file of a zip",
                c -> c.changeOnly("state/0/0/.3.zip.crc", bytes -> {
                    bytes[bytes.length - 1] ^= 1;
                    return bytes;
                }),
                "ERROR HADOOP_CHECKSUM_MISMATCH state/0/0/.3.zip.crc");
        given(
                CHANGELOG,
                "the wrong checksum of a zip",
                c -> c.replace("state/0/0/3.zip.crc", "\"value\":", "\"value\":1"),
                "WARNING CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED state/0/0/3.zip");
        given(ZIPS, "the last zip lost", c -> c.delete("state/0/0/5.zip"), "ERROR " + missing + "state/0/0/5.zip");
        given(ZIPS, "an old zip lost", c -> c.delete("state/0/0/3.zip"), "WARNING " + missing + "state/0/0/3.zip");
        given(
                "tws-none",
                "the only snapshot lost",
                c -> c.delete("state/0/0/1.zip"),
                "ERROR STATE_COLUMN_FAMILY_MISSING state/0/0");
        given(
                OLD,
                "a byte of a changelog without checksum",
                c -> c.flip("state/0/0/5.changelog", 30),
                "ERROR STATE_FILE_CORRUPT state/0/0/5.changelog");
        given(
                UNIQUE_IDS,
                "the last changelog lost",
                c -> c.delete(lastChangelog(c)),
                "ERROR " + missing + "state/0/0/5_*.changelog");
        given(UNIQUE_IDS, "files of an attempt that was not committed", c -> c.write("state/0/0/5_0b0b.zip", "half")
                .write("state/0/0/4_0b0b.changelog", "half"));
    }

    private static String sst(CheckpointCopy copy) {
        return copy.find("state/0/0/SSTs", ".sst");
    }

    private static String lastChangelog(CheckpointCopy copy) {
        try (Stream<Path> files = Files.list(copy.path("state/0/0"))) {
            return "state/0/0/"
                    + files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches("5_.*changelog"))
                            .findFirst()
                            .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isFound(Case damage) throws IOException {
        CheckpointCopy copy = CheckpointCopy.of(damage.fixture(), directory.resolve("checkpoint"));
        damage.damage().accept(copy);

        List<String> found = copy.problems().stream()
                .filter(finding -> !finding.code().equals("STATE_SCHEMA_MOVED"))
                .map(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .map(text -> text.replaceAll("5_[0-9a-f-]+", "5_*"))
                .toList();

        assertThat(found).isEqualTo(damage.expected());
    }
}
