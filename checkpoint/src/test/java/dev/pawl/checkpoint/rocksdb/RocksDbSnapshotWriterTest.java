package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RocksDbSnapshotWriterTest {
    private static final String STORE = "state/0/0";

    @TempDir
    Path temporary;

    private final ByteStorage storage = new ByteStorage();
    private final AtomicInteger names = new AtomicInteger();
    private final RocksDbSnapshotWriter writer =
            new RocksDbSnapshotWriter(storage, STORE, () -> "unique-" + names.incrementAndGet());

    @ParameterizedTest
    @EnumSource(MergeDelimiter.class)
    void rocksDbAndTheReaderFindWhatWasWritten(MergeDelimiter delimiter) throws Exception {
        SortedMap<Bytes, Bytes> entries = randomEntries(20_000);

        SnapshotMetadata metadata = write("7.zip", entries, ColumnFamilies.NONE, delimiter);

        RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, STORE, "7.zip", delimiter);
        snapshot.checkFiles();
        assertThat(snapshot.metadata()).isEqualTo(metadata);
        assertThat(metadata.numKeys()).isEqualTo(20_000);
        assertThat(NativeOracle.all(snapshot)).isEqualTo(entries);
        assertThat(NativeOracle.read(storage, STORE, "7.zip", delimiter, temporary.resolve("oracle")))
                .isEqualTo(entries);
    }

    @Test
    void theZipLooksLikeOneOfSpark() throws Exception {
        write("3.zip", randomEntries(10), ColumnFamilies.NONE, MergeDelimiter.COMMA);

        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(storage.bytes(STORE + "/3.zip")))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName().replaceAll("[0-9]{6}", "n"));
                if (entry.getName().endsWith(".log")) {
                    assertThat(in.readAllBytes()).isEmpty();
                }
            }
        }
        assertThat(names).containsExactlyInAnyOrder("CURRENT", "MANIFEST-n", "OPTIONS-n", "n.log", "metadata");
    }

    @Test
    void theZipAppearsLast() throws Exception {
        write("3.zip", randomEntries(10), ColumnFamilies.NONE, MergeDelimiter.COMMA);

        assertThat(storage.published).hasSize(2);
        assertThat(storage.published.get(0)).matches(STORE + "/SSTs/\\d{6}-unique-1\\.sst");
        assertThat(storage.published.get(1)).isEqualTo(STORE + "/3.zip");
    }

    @Test
    void theChecksumFileOfAZipThatIsReplacedGoes() throws Exception {
        storage.replace(STORE + "/3.zip", Content.of("of Spark"));
        storage.replace(STORE + "/3.zip.crc", Content.of("checksum of that"));

        write("3.zip", randomEntries(10), ColumnFamilies.NONE, MergeDelimiter.COMMA);

        assertThat(storage.files).containsKey(STORE + "/3.zip").doesNotContainKey(STORE + "/3.zip.crc");
    }

    @Test
    void keysOfInternalFamiliesAreCountedApart() throws Exception {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            entries.put(Bytes.wrap(new byte[] {1, 0, 0, (byte) i}), Bytes.EMPTY);
        }
        entries.put(Bytes.wrap(new byte[] {2, 0, 0, 0}), Bytes.EMPTY);
        ColumnFamilies families =
                new ColumnFamilies(Map.of("default", 1, "$count", 2), Map.of("default", false, "$count", true), 2);

        SnapshotMetadata metadata = write("1.zip", entries, families, MergeDelimiter.COMMA);

        assertThat(metadata.numKeys()).isEqualTo(5);
        assertThat(metadata.numInternalKeys()).isEqualTo(1);
        assertThat(metadata.columnFamilies()).isEqualTo(families);
    }

    @Test
    void anEmptySnapshotIsOnlyMetadata() throws Exception {
        writer.writeEmpty("5_abc.zip", ColumnFamilies.NONE);

        RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, STORE, "5_abc.zip", MergeDelimiter.COMMA);
        assertThat(snapshot.metadata()).isEqualTo(new SnapshotMetadata(List.of(), 0, 0, ColumnFamilies.NONE));
        assertThat(NativeOracle.all(snapshot)).isEmpty();
        assertThat(storage.files).containsOnlyKeys(STORE + "/5_abc.zip");
        assertThat(NativeOracle.read(storage, STORE, "5_abc.zip", MergeDelimiter.COMMA, temporary.resolve("oracle")))
                .isEmpty();
    }

    @Test
    void aSnapshotOfNoEntriesCanBeRead() throws Exception {
        write("2.zip", new TreeMap<>(), ColumnFamilies.NONE, MergeDelimiter.COMMA);

        assertThat(NativeOracle.all(RocksDbSnapshot.open(storage, STORE, "2.zip", MergeDelimiter.COMMA)))
                .isEmpty();
        assertThat(NativeOracle.read(storage, STORE, "2.zip", MergeDelimiter.COMMA, temporary.resolve("oracle")))
                .isEmpty();
    }

    @Test
    void aSecondSnapshotTakesTheNameOver() throws Exception {
        write("2.zip", randomEntries(10), ColumnFamilies.NONE, MergeDelimiter.COMMA);
        SortedMap<Bytes, Bytes> other = randomEntries(11);
        write("2.zip", other, ColumnFamilies.NONE, MergeDelimiter.COMMA);

        assertThat(NativeOracle.all(RocksDbSnapshot.open(storage, STORE, "2.zip", MergeDelimiter.COMMA)))
                .isEqualTo(other);
    }

    @Test
    void aNameThatIsNotUniqueDoesNotOverwriteATable() throws Exception {
        RocksDbSnapshotWriter careless = new RocksDbSnapshotWriter(storage, STORE, () -> "same");
        try (ScratchDirectory scratch = ScratchDirectory.create(temporary.resolve("a"))) {
            careless.write("1.zip", cursor(randomEntries(5)), ColumnFamilies.NONE, MergeDelimiter.COMMA, scratch);
        }
        Map<String, byte[]> before = Map.copyOf(storage.files);

        try (ScratchDirectory scratch = ScratchDirectory.create(temporary.resolve("b"))) {
            assertThatThrownBy(() -> careless.write(
                            "2.zip", cursor(randomEntries(6)), ColumnFamilies.NONE, MergeDelimiter.COMMA, scratch))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                    .hasMessageContaining("-same.sst");
        }
        assertThat(storage.files).isEqualTo(before);
    }

    @Test
    void aScratchDirectoryInUseIsNotWrittenTo() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.create(temporary.resolve("a"))) {
            writer.write("1.zip", cursor(randomEntries(5)), ColumnFamilies.NONE, MergeDelimiter.COMMA, scratch);

            assertThatThrownBy(() -> writer.write(
                            "2.zip", cursor(randomEntries(5)), ColumnFamilies.NONE, MergeDelimiter.COMMA, scratch))
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.STATE_SNAPSHOT_NOT_WRITTEN))
                    .hasMessageContaining("state/0/0/2.zip");
        }
        assertThat(storage.files).doesNotContainKey(STORE + "/2.zip");
    }

    private SnapshotMetadata write(
            String zip, SortedMap<Bytes, Bytes> entries, ColumnFamilies families, MergeDelimiter delimiter)
            throws IOException {
        Path directory = temporary.resolve("scratch");
        try (ScratchDirectory scratch = ScratchDirectory.create(directory)) {
            return writer.write(zip, cursor(entries), families, delimiter, scratch);
        } finally {
            assertThat(directory).doesNotExist();
        }
    }

    private static SortedMap<Bytes, Bytes> randomEntries(int count) {
        Random random = new Random(count);
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        while (entries.size() < count) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            entries.put(Bytes.wrap(("key" + random.nextInt()).getBytes(StandardCharsets.UTF_8)), Bytes.wrap(value));
        }
        return entries;
    }

    /** In random order: the writer must not rely on one. */
    private static StateCursor cursor(SortedMap<Bytes, Bytes> entries) {
        List<Map.Entry<Bytes, Bytes>> shuffled = new ArrayList<>(entries.entrySet());
        Collections.shuffle(shuffled, new Random(3));
        Iterator<Map.Entry<Bytes, Bytes>> iterator = shuffled.iterator();
        return new StateCursor() {
            private Map.Entry<Bytes, Bytes> current = Map.entry(Bytes.EMPTY, Bytes.EMPTY);

            @Override
            public boolean next() {
                try {
                    current = iterator.next();
                    return true;
                } catch (NoSuchElementException e) {
                    return false;
                }
            }

            @Override
            public Bytes key() {
                return current.getKey();
            }

            @Override
            public Bytes value() {
                return current.getValue();
            }

            @Override
            public void close() {}
        };
    }
}
