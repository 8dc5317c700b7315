package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateLoaderTest {
    private static final String DIRECTORY = "state/0/0";

    private final MemoryStorage storage = new MemoryStorage();
    private final StateFileWriter writer =
            new StateFileWriter(storage, StoreFiles.of(DIRECTORY, List.of()), CompressionCodec.LZ4, Checksums.none());

    @Test
    void versionZeroIsEmpty() throws IOException {
        assertThat(Rows.drain(loader(LoadOptions.DEFAULT).load(listing(), StoreLayout.HDFS, 0)))
                .isEmpty();
    }

    @Test
    void aDamagedSnapshotIsReportedWithWhatCanBeLoadedWithoutIt() throws IOException {
        writer.writeDelta(1, ChangeCursor.of(List.of(Change.put(Rows.bytes("a"), Rows.bytes("1")))));
        writer.writeDelta(2, ChangeCursor.of(List.of()));
        writer.write(
                StateFileName.of(2, StateFileName.Kind.SNAPSHOT), Content.of("no snapshot, but longer than a header"));
        StateLoader loader = loader(LoadOptions.DEFAULT);

        assertThatThrownBy(() -> Rows.drain(loader.load(listing(), StoreLayout.HDFS, 2)))
                .hasMessageStartingWith(
                        "[STATE_FILE_CORRUPT] File state/0/0/2.snapshot below /memory is damaged: expected"
                                + " \"LZ4Block\" at the start of a block. Version 2 can also be loaded without this file. ");
        assertThat(Rows.drain(loader.load(listing().without("2.snapshot"), StoreLayout.HDFS, 2)))
                .hasSize(1);

        storage.files.remove(DIRECTORY + "/2.delta");
        assertThatThrownBy(() -> Rows.drain(loader.load(listing(), StoreLayout.HDFS, 2)))
                .hasMessageContaining("Without this file, the newest version up to 2 that can be loaded is 1. ");
    }

    @Test
    void aFileThatVanishedAfterTheListingIsNamed() throws IOException {
        writer.writeDelta(1, ChangeCursor.of(List.of()));
        StoreFiles listing = listing();
        storage.files.clear();

        assertThatThrownBy(() -> loader(LoadOptions.DEFAULT).load(listing, StoreLayout.HDFS, 1))
                .hasMessageStartingWith("[CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS] File"
                        + " state/0/0/1.delta below /memory does not exist.");
    }

    @Test
    void changesAreThoseOfOneVersionInTheirOrder() throws IOException {
        List<Change> changes = List.of(
                Change.put(Rows.bytes("b"), Rows.bytes("1")),
                Change.delete(Rows.bytes("a")),
                Change.put(Rows.bytes("b"), Rows.bytes("2")));
        writer.writeDelta(1, ChangeCursor.of(List.of(Change.put(Rows.bytes("a"), Rows.bytes("1")))));
        writer.writeDelta(2, ChangeCursor.of(changes));

        assertThat(Rows.drain(loader(LoadOptions.DEFAULT).changes(listing(), StoreLayout.HDFS, 2)))
                .isEqualTo(changes);
    }

    /** 20,000 keys of about 200 bytes each are 4 MB, their fingerprints 1 MB: read once to see that, then twice. */
    @Test
    void changesBeyondTheMemoryAreStreamed() throws IOException {
        assertThat(readsOfTheFirstDelta(1 << 20)).isEqualTo(3);
    }

    @Test
    void whereNotEvenFingerprintsFitFilesAreReadInSeveralPassesButNotManyMoreThanNeeded() throws IOException {
        assertThat(readsOfTheFirstDelta(1 << 18)).isBetween(5L, 20L);
    }

    private long readsOfTheFirstDelta(long bytesMax) throws IOException {
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
        for (int version = 1; version <= 4; version++) {
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                Bytes key = Rows.bytes("key " + version + "/" + i);
                expected.put(key, Rows.bytes("value"));
                changes.add(Change.put(key, Rows.bytes("value")));
            }
            writer.writeDelta(version, ChangeCursor.of(changes));
        }
        List<String> opened = new ArrayList<>();
        StateFileReader reader = new StateFileReader(counting(opened), CompressionCodec.LZ4);
        StateLoader loader =
                new StateLoader(reader, Rows.noSnapshots(), new LoadOptions(bytesMax, MergeDelimiter.COMMA));

        assertThat(Rows.drain(loader.load(listing(), StoreLayout.HDFS, 4))).isEqualTo(expected);
        return opened.stream().filter("state/0/0/1.delta"::equals).count();
    }

    /** 5,000 lists of about 200 bytes each are 1 MB: with a quarter of it it takes several passes. */
    @Test
    void mergesBeyondTheMemoryAreReadInSeveralPasses() throws IOException {
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            changes.add(Change.put(Rows.bytes("key " + i), Rows.bytes("a")));
            changes.add(Change.merge(Rows.bytes("key " + i), Rows.bytes("b")));
            expected.put(Rows.bytes("key " + i), Rows.bytes("a,b"));
        }
        writer.writeChangelog(1, ChangelogFormat.V2, ChangeCursor.of(changes));
        List<String> opened = new ArrayList<>();
        StateLoader loader = new StateLoader(
                new StateFileReader(counting(opened), CompressionCodec.LZ4),
                Rows.noSnapshots(),
                new LoadOptions(1 << 18, MergeDelimiter.COMMA));

        assertThat(Rows.drain(loader.load(listing(), StoreLayout.ROCKSDB, 1))).isEqualTo(expected);
        assertThat(opened.stream().filter("state/0/0/1.changelog"::equals).count())
                .isBetween(5L, 12L);
    }

    @Test
    void aListThatOutgrowsTheLimitIsRefused() throws IOException {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            changes.add(Change.merge(Rows.bytes("a"), Rows.bytes("x".repeat(10))));
        }
        writer.writeChangelog(1, ChangelogFormat.V2, ChangeCursor.of(changes));
        StateLoader loader = new StateLoader(
                new StateFileReader(storage, CompressionCodec.LZ4, 999), Rows.noSnapshots(), LoadOptions.DEFAULT);

        assertThatThrownBy(() -> loader.load(listing(), StoreLayout.ROCKSDB, 1))
                .hasMessageContaining("[STATE_RECORD_TOO_LARGE] The elements merged into one key take 1000 bytes")
                .hasMessageContaining("limit is 999");
    }

    private StoreFiles listing() {
        return StoreFiles.list(storage, DIRECTORY);
    }

    private StateLoader loader(LoadOptions options) {
        return new StateLoader(new StateFileReader(storage, CompressionCodec.LZ4), Rows.noSnapshots(), options);
    }

    private MemoryStorage counting(List<String> opened) {
        MemoryStorage counting = new MemoryStorage() {
            @Override
            public InputStream read(String path) throws IOException {
                opened.add(path);
                return super.read(path);
            }
        };
        counting.files.putAll(storage.files);
        return counting;
    }
}
