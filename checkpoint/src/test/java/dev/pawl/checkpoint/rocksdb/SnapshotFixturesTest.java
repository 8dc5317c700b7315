package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every snapshot that real Spark left in the fixtures. */
class SnapshotFixturesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final String CHECKPOINT = "/checkpoint/";

    @TempDir
    Path scratch;

    /** Where a snapshot is: the fixture's directory, the store's directory below its checkpoint, the zip's name. */
    record Found(String fixture, String store, String zip) {
        static Found of(Path path) {
            String text = FIXTURES.relativize(path).toString();
            int checkpoint = text.indexOf(CHECKPOINT);
            int name = text.lastIndexOf('/');
            return new Found(
                    text.substring(0, checkpoint),
                    text.substring(checkpoint + CHECKPOINT.length(), name),
                    text.substring(name + 1));
        }

        ByteStorage load() throws Exception {
            return ByteStorage.copyOf(FIXTURES.resolve(fixture + CHECKPOINT));
        }

        long version() {
            return Long.parseLong(zip.replaceAll("[_.].*", ""));
        }

        String partition() {
            return store.substring(store.lastIndexOf('/') + 1);
        }
    }

    static List<Found> snapshots() throws Exception {
        try (Stream<Path> paths = Files.walk(FIXTURES)) {
            return paths.filter(path -> path.toString().endsWith(".zip"))
                    .sorted()
                    .map(Found::of)
                    .toList();
        }
    }

    static List<Found> aggregations() throws Exception {
        return snapshots().stream()
                .filter(found -> found.fixture().startsWith("agg-simple"))
                .toList();
    }

    @Test
    void thereAreSnapshotsOfAllKinds() throws Exception {
        assertThat(snapshots()).hasSizeGreaterThanOrEqualTo(27);
        assertThat(aggregations()).hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void equalsWhatRocksDbReads(Found found) throws Exception {
        ByteStorage storage = found.load();

        RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, found.store(), found.zip(), MergeDelimiter.COMMA);
        snapshot.checkFiles();

        assertThat(NativeOracle.all(snapshot))
                .isEqualTo(NativeOracle.read(
                        storage, found.store(), found.zip(), MergeDelimiter.COMMA, scratch.resolve("db")));
    }

    @ParameterizedTest
    @MethodSource("aggregations")
    void hasAsManyRowsAsSparkReads(Found found) throws Exception {
        int expected = 0;
        for (String line :
                Files.readAllLines(FIXTURES.resolve(found.fixture() + "/expected/state-op0-default.jsonl"))) {
            JsonNode row = Json.parse(line);
            if (row.get("stateVersion").longValue() == found.version()
                    && row.get("row").get("partition_id").asText().equals(found.partition())) {
                expected++;
            }
        }

        RocksDbSnapshot snapshot = RocksDbSnapshot.open(found.load(), found.store(), found.zip(), MergeDelimiter.COMMA);

        assertThat(NativeOracle.all(snapshot)).hasSize(expected);
        assertThat(expected).isPositive();
    }
}
