package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** State that Spark wrote, loaded from deltas, snapshots and changelogs, counted against what Spark reads from it. */
class StateFixturesTest {
    private static final Pattern ROW = Pattern.compile(".*\"stateVersion\":(\\d+),.*\"partition_id\":(\\d+)}}");
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** Later lineages start at the snapshot. */
    private static final long LAST_VERSION_WITH_FULL_LINEAGE = 3;

    /** One store directory of one fixture. */
    private record Store(Path fixture, Path directory) {
        int operator() {
            return Integer.parseInt(relative().getName(0).toString());
        }

        int partition() {
            return Integer.parseInt(relative().getName(1).toString());
        }

        String name() {
            return relative().getNameCount() == 2
                    ? "default"
                    : relative().getName(2).toString();
        }

        private Path relative() {
            return fixture.resolve("checkpoint/state").relativize(directory);
        }

        StateLoader loader(MemoryStorage storage) throws IOException {
            boolean zstd = Files.readString(fixture.resolve("README.txt")).contains("compression.codec=zstd");
            CompressionCodec codec = zstd ? CompressionCodec.ZSTD : CompressionCodec.LZ4;
            return new StateLoader(
                    new StateFileReader(storage, codec),
                    (path, zip) -> RocksDbSnapshot.open(storage, path, zip, MergeDelimiter.COMMA)
                            .cursor(),
                    LoadOptions.DEFAULT);
        }
    }

    @Test
    void everyVersionOfTheHdfsProviderHasTheRowsThatSparkReads() throws IOException {
        int versions = 0;
        for (Store store : stores(".delta")) {
            MemoryStorage storage = MemoryStorage.copyOf(store.fixture);
            StoreFiles files = StoreFiles.list(
                    storage, store.fixture.relativize(store.directory).toString());
            Map<Long, Integer> expected = rowsByVersion(store);
            for (long version : files.versions()) {
                int rows = Rows.drain(store.loader(storage).load(files, StoreLayout.HDFS, version))
                        .size();
                if (!expected.isEmpty() && storage.files.containsKey("checkpoint/commits/" + (version - 1))) {
                    assertThat(rows)
                            .as("%s, version %s", store.directory, version)
                            .isEqualTo(expected.getOrDefault(version, 0));
                    versions++;
                }
            }
            assertThat(files.unknown()).isEmpty();
        }
        assertThat(versions).isGreaterThan(250);
    }

    @Test
    void everyVersionOfTheRocksDbProviderHasTheRowsThatSparkReads() throws IOException {
        int versions = 0;
        int withoutZips = 0;
        Set<Store> stores = new LinkedHashSet<>(stores(".changelog"));
        stores.addAll(stores(".zip"));
        for (Store store : stores) {
            MemoryStorage storage = MemoryStorage.copyOf(store.fixture);
            StoreFiles files = StoreFiles.list(
                    storage, store.fixture.relativize(store.directory).toString());
            StoreFiles changelogs = files;
            for (StateFileName file : files.files()) {
                if (file.kind() == StateFileName.Kind.ZIP) {
                    changelogs = changelogs.without(file.format());
                }
            }
            boolean hasFamilies = store.fixture.getFileName().toString().matches("tws.*|join-inner-v3.*");
            Map<Long, Integer> expected = rowsByVersion(store);
            for (StateFileName file : files.files()) {
                NavigableMap<Bytes, Bytes> rows = Rows.drain(load(store.loader(storage), files, file));
                if (!hasFamilies && !expected.isEmpty()) {
                    assertThat(rows)
                            .as("%s, %s", store.directory, file)
                            .hasSize(expected.getOrDefault(file.version(), 0));
                    versions++;
                }
                if (canLoadFromChangelogsAlone(changelogs, file)) {
                    assertThat(Rows.drain(load(store.loader(storage), changelogs, file)))
                            .as("%s, %s from changelogs", store.directory, file)
                            .isEqualTo(rows);
                    withoutZips++;
                }
            }
        }
        assertThat(versions).isGreaterThan(60);
        assertThat(withoutZips).isGreaterThan(80);
    }

    private static boolean canLoadFromChangelogsAlone(StoreFiles changelogs, StateFileName file) {
        return file.uniqueId().isEmpty()
                ? changelogs.loadable(StoreLayout.ROCKSDB).contains(file.version())
                : file.version() <= LAST_VERSION_WITH_FULL_LINEAGE;
    }

    @Test
    void lineageLeadsFromTheSnapshotToTheVersion() throws IOException {
        Path fixture = FIXTURES.resolve("agg-simple-rocksdb-ckptv2");
        MemoryStorage storage = MemoryStorage.copyOf(fixture);
        StoreFiles files = StoreFiles.list(storage, "checkpoint/state/0/0");
        StateFileName last = files.files().last();
        StateLoader loader = new StateLoader(
                new StateFileReader(storage, CompressionCodec.LZ4), Rows.noSnapshots(), LoadOptions.DEFAULT);

        LoadPlan plan = loader.plan(files, 5, last.uniqueId());

        assertThat(plan.files()).extracting(StateFileName::version).containsExactly(3L, 4L, 5L);
        assertThat(plan.base())
                .hasValueSatisfying(base -> assertThat(base.kind()).isEqualTo(StateFileName.Kind.ZIP));
        assertThat(loader.changes(files, 5, last.uniqueId(), versionsOf(loader, last.uniqueId()))
                        .next())
                .isTrue();
    }

    private static StateCursor load(StateLoader loader, StoreFiles files, StateFileName file) throws IOException {
        return file.uniqueId().isEmpty()
                ? loader.load(files, StoreLayout.ROCKSDB, file.version())
                : loader.load(files, file.version(), versionsOf(loader, file.uniqueId()));
    }

    private static Versions versionsOf(StateLoader loader, String uniqueId) {
        return new Versions() {
            @Override
            public NavigableSet<Long> loadable(StoreFiles files) {
                return new TreeSet<>();
            }

            @Override
            public LoadPlan plan(StoreFiles files, long version) {
                return loader.plan(files, version, uniqueId);
            }
        };
    }

    private static List<Store> stores(String extension) throws IOException {
        Set<Store> stores = new LinkedHashSet<>();
        try (Stream<Path> paths = Files.walk(FIXTURES)) {
            for (Path path : paths.toList()) {
                String name = path.getFileName().toString();
                if (!name.startsWith(".") && name.endsWith(extension)) {
                    int depth = path.startsWith(FIXTURES.resolve("other-versions")) ? 2 : 1;
                    int start = FIXTURES.getNameCount();
                    Path fixture = FIXTURES.resolve(path.subpath(start, start + depth));
                    stores.add(new Store(fixture, path.resolveSibling("")));
                }
            }
        }
        return List.copyOf(stores);
    }

    /** Empty where Spark has no reader for the state. */
    private static Map<Long, Integer> rowsByVersion(Store store) throws IOException {
        Path file = store.fixture.resolve("expected/state-op" + store.operator() + "-" + store.name() + ".jsonl");
        Map<Long, Integer> rows = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = ROW.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                if (Integer.parseInt(matcher.group(2)) == store.partition()) {
                    rows.merge(Long.parseLong(matcher.group(1)), 1, Integer::sum);
                }
            }
        }
        return rows;
    }
}
