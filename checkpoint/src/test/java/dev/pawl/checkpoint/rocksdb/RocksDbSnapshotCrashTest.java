package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Whatever stops a writer, a snapshot that can be seen is whole. */
class RocksDbSnapshotCrashTest {
    private static final long SEED = 1;
    private static final String STORE = "state/0/0";
    private static final String ZIP = "1.zip";
    private static final Bytes KEY = Bytes.wrap(new byte[] {1});
    private static final Bytes OLD = Bytes.wrap(new byte[] {1});
    private static final Bytes NEW = Bytes.wrap(new byte[] {2});

    /** Files of a flushed database with one key of that value, by name. */
    private static final Map<Bytes, Map<String, byte[]>> DATABASES = new TreeMap<>();

    private static final AtomicInteger NAMES = new AtomicInteger();

    @BeforeAll
    static void buildDatabases(@TempDir Path scratch) throws Exception {
        for (Bytes value : List.of(OLD, NEW)) {
            DATABASES.put(value, build(value, scratch.resolve(value.toString())));
        }
    }

    @Test
    void aSnapshotIsTheOldOrTheNewOneAfterACrashBeforeAnyStep() {
        int crashes = CrashMatrix.run(
                SEED,
                RocksDbSnapshotCrashTest::publishBoth,
                (storage, promises) -> publish(storage, NEW, promises),
                RocksDbSnapshotCrashTest::whatIsThereIsWhole);

        assertThat(crashes).isGreaterThan(2_000);
    }

    private static void publishBoth(Storage storage, Set<String> promises) throws Exception {
        publish(storage, OLD, promises);
        whatIsThereIsWhole(storage, promises);
        publish(storage, NEW, promises);
    }

    @Test
    void aSnapshotWithoutEntriesIsWholeOrNotThere() {
        CrashMatrix.Run writeEmpty = (storage, promises) -> {
            new RocksDbSnapshotWriter(storage, STORE, () -> "unused").writeEmpty(ZIP, ColumnFamilies.NONE);
            promises.add(ZIP);
        };
        int crashes = CrashMatrix.run(SEED, writeEmpty, writeEmpty, (storage, promises) -> {
            RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, STORE, ZIP, MergeDelimiter.COMMA);
            assertThat(snapshot.metadata().numKeys()).isZero();
            assertThat(promises).containsExactly(ZIP);
        });

        assertThat(crashes).isGreaterThan(100);
    }

    private static void publish(Storage storage, Bytes value, Set<String> promises) {
        Map<String, byte[]> database = DATABASES.getOrDefault(value, Map.of());
        List<StorageEntry> files = new ArrayList<>();
        database.forEach((name, bytes) -> files.add(new StorageEntry(name, StorageEntry.Kind.FILE, bytes.length, 0)));
        KeyCount count = new KeyCount(ColumnFamilies.NONE);
        count.add(KEY);
        new RocksDbSnapshotWriter(storage, STORE, () -> "unique-" + NAMES.incrementAndGet())
                .publish(
                        ZIP,
                        files,
                        name -> Content.of(database.getOrDefault(name, new byte[0])),
                        count,
                        ColumnFamilies.NONE);
        promises.add(value.toString());
    }

    private static void whatIsThereIsWhole(Storage storage, Set<String> promises) throws Exception {
        try {
            RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, STORE, ZIP, MergeDelimiter.COMMA);
            snapshot.checkFiles();
            Bytes value = NativeOracle.all(snapshot).get(KEY);
            assertThat(value).isIn(OLD, NEW);
            if (promises.contains(NEW.toString())) {
                assertThat(value).isEqualTo(NEW);
            }
        } catch (PawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_READ_STREAMING_STATE_FILE);
            assertThat(e).hasMessageContaining(ZIP + " below /checkpoint does not exist");
            assertThat(promises).isEmpty();
        }
    }

    private static Map<String, byte[]> build(Bytes value, Path scratch) throws Exception {
        Files.createDirectories(scratch);
        Path checkpoint = scratch.resolve("checkpoint");
        writeDatabase(value, scratch.resolve("db").toString(), checkpoint.toString());
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(checkpoint)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                files.put(String.valueOf(path.getFileName()), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void writeDatabase(Bytes value, String directory, String checkpoint) throws RocksDBException {
        try (NativeDatabase database = new NativeDatabase(directory, MergeDelimiter.COMMA)) {
            database.put(KEY, value);
            database.checkpoint(checkpoint);
        }
    }
}
