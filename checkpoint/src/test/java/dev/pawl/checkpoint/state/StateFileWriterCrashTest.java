package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A crash never leaves a store that cannot be read, nor a checksum that contradicts its file. */
class StateFileWriterCrashTest {
    private static final String DIRECTORY = "state/0/0";
    private static final long LAST = 4;

    @Test
    void everyVersionOnceWrittenCanBeLoadedAfterACrashAtAnyStep() {
        int crashes = CrashMatrix.run(
                1,
                StateFileWriterCrashTest::writeVersions,
                StateFileWriterCrashTest::writeVersions,
                StateFileWriterCrashTest::versionsAreThere);

        assertThat(crashes).isGreaterThan(500);
    }

    /** Writes every version, the last ones twice as a batch that runs again does; snapshots and deletes on the way. */
    private static void writeVersions(Storage storage, Set<String> promises) throws IOException {
        versionsAreThere(storage, promises);
        for (long version = 1; version <= LAST; version++) {
            write(storage, version, "first", promises);
            if (version > 1) {
                write(storage, version, "again", promises);
            }
        }
        StateFileWriter writer = writer(storage);
        writer.writeSnapshot(2, loader(storage).load(files(storage), StoreLayout.HDFS, 2));
        writer.delete(new Retention(2).expiredDeltas(files(storage)));
    }

    private static void write(Storage storage, long version, String attempt, Set<String> promises) {
        Change change = Change.put(Rows.bytes("key " + version), Rows.bytes(attempt));
        writer(storage).writeDelta(version, ChangeCursor.of(List.of(change)));
        promises.add(Long.toString(version));
    }

    private static void versionsAreThere(Storage storage, Set<String> promises) throws IOException {
        for (StateFileName file : files(storage).files()) {
            StateFileReader reader = new StateFileReader(storage, CompressionCodec.LZ4);
            String path = DIRECTORY + "/" + file;
            if (file.kind() == StateFileName.Kind.DELTA) {
                assertThat(Rows.drain(reader.delta(path))).hasSize(1);
            } else {
                assertThat(Rows.drain(reader.snapshot(path))).hasSize((int) file.version());
            }
        }
        for (long version = 2; version <= LAST; version++) {
            if (promises.contains(Long.toString(version))) {
                var rows = Rows.drain(loader(storage).load(files(storage), StoreLayout.HDFS, version));
                assertThat(rows).hasSize((int) version);
                assertThat(rows.get(Rows.bytes("key " + version))).isIn(Rows.bytes("first"), Rows.bytes("again"));
            }
        }
    }

    @Test
    void everyKindOfChangelogIsWholeAfterACrashAtAnyStep() {
        int crashes = CrashMatrix.run(
                1,
                StateFileWriterCrashTest::writeChangelogs,
                StateFileWriterCrashTest::writeChangelogs,
                StateFileWriterCrashTest::changelogsAreThere);

        assertThat(crashes).isGreaterThan(500);
    }

    /** Each format twice, as a batch that runs again does. */
    private static void writeChangelogs(Storage storage, Set<String> promises) throws IOException {
        changelogsAreThere(storage, promises);
        long version = 0;
        for (ChangelogFormat format : ChangelogFormat.values()) {
            version++;
            for (String attempt : List.of("first", "again")) {
                ChangeCursor changes = ChangeCursor.of(List.of(Change.put(Rows.bytes("key"), Rows.bytes(attempt))));
                if (format.hasLineage()) {
                    ChangelogHeader header = new ChangelogHeader(format, List.of(new LineageItem(1, "x")));
                    writer(storage).writeChangelog(new LineageItem(version, "y"), header, changes);
                } else {
                    writer(storage).writeChangelog(version, format, changes);
                }
                promises.add(format.name());
            }
        }
    }

    private static void changelogsAreThere(Storage storage, Set<String> promises) throws IOException {
        StateFileReader reader = new StateFileReader(storage, CompressionCodec.LZ4);
        Set<String> found = new TreeSet<>();
        for (StateFileName file : files(storage).files()) {
            String path = DIRECTORY + "/" + file.format();
            found.add(reader.changelogHeader(path).format().name());
            assertThat(Rows.drain(reader.changelog(path)))
                    .isIn(
                            List.of(Change.put(Rows.bytes("key"), Rows.bytes("first"))),
                            List.of(Change.put(Rows.bytes("key"), Rows.bytes("again"))));
        }
        assertThat(found).containsAll(promises);
    }

    private static StoreFiles files(Storage storage) {
        return StoreFiles.list(storage, DIRECTORY);
    }

    private static StateFileWriter writer(Storage storage) {
        Checksums checksums = Checksums.by(InstantSource.fixed(Instant.EPOCH), "driver", "");
        return new StateFileWriter(storage, files(storage), CompressionCodec.LZ4, checksums);
    }

    private static StateLoader loader(Storage storage) {
        return new StateLoader(
                new StateFileReader(storage, CompressionCodec.LZ4), Rows.noSnapshots(), LoadOptions.DEFAULT);
    }
}
