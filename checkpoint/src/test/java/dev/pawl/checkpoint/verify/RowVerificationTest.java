package dev.pawl.checkpoint.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.state.Change;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are read one by one: what a file says about itself is not enough. */
final class RowVerificationTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agg-simple-hdfs",
                "agg-simple-v1-hdfs",
                "agg-simple-rocksdb-changelog",
                "agg-simple-rocksdb-snapshot",
                "agg-simple-rocksdb-ckptv2",
                "agg-key-types",
                "nested-types-first",
                "dedup-eventtime",
                "dedup-plain",
                "dedup-within-watermark",
                "fmgws-v1-none",
                "fmgws-v2-event",
                "join-inner-v2-hdfs",
                "join-left-outer-v2-hdfs",
                "join-inner-v3-rocksdb",
                "session-window-hdfs",
                "tws-event",
                "tws-none",
                "tws-proc",
                "window-sliding-rocksdb",
                "window-tumbling-append"
            })
    void rowsInTheWrongPartitionAreFound(String fixture) throws IOException {
        CheckpointCopy copy = CheckpointCopy.of(fixture, directory.resolve("checkpoint"));
        copy.move("state/0/0", "state/0/swap").move("state/0/1", "state/0/0").move("state/0/swap", "state/0/1");
        moveSchemas(copy.path("state/0/1"), copy.path("state/0/0"));

        assertThat(copy.problems())
                .filteredOn(finding -> !finding.code().equals("STATE_SCHEMA_MOVED"))
                .isNotEmpty()
                .allMatch(finding -> finding.code().equals("STATE_ROW_IN_WRONG_PARTITION")
                        // Ids of state files belong to a partition too.
                        || (fixture.endsWith("ckptv2")
                                && finding.code().equals("CANNOT_LOAD_STATE_STORE.CANNOT_READ_STREAMING_STATE_FILE")))
                .anyMatch(finding -> finding.code().equals("STATE_ROW_IN_WRONG_PARTITION"));
    }

    private static void moveSchemas(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(path -> path.endsWith("_metadata")).toList()) {
                Files.move(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void rowsThatSparkRefusesAreFound() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        rewriteLastDelta(copy, change -> Change.put(change.key(), Bytes.wrap(new byte[8])));

        assertThat(copy.problems()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("STATE_STORE_VALUE_ROW_FORMAT_VALIDATION_FAILURE");
            assertThat(finding.place().path()).isEqualTo("state/0/0/5.delta");
            assertThat(finding.place().partition()).hasValue(0);
            assertThat(finding.place().version()).hasValue(5);
            assertThat(finding.problem()).startsWith("Spark refuses a value: ").endsWith(".");
        });
    }

    @Test
    void damagedBatchesAreNotRestorable() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        copy.flip("state/0/0/3.delta", 30);

        // Version 4 has a snapshot, so later versions do without the damaged file.
        assertThat(copy.verification().restorableBatches()).containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    void damagedSnapshotsAreNotGoneAround() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-rocksdb-ckptv2", directory.resolve("checkpoint"));
        copy.truncate(copy.find("state/0/0", ".zip"));

        // Versions 3 to 5 start at the snapshot, whose name is all that loading looks at.
        assertThat(copy.verification().restorableBatches()).containsExactly(0L, 1L);
    }

    /** Version 4 can do without the snapshot of version 3, but not if its lineage starts there. */
    @Test
    void aLineageWithoutItsFirstSnapshotIsNotRestorable() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-rocksdb-ckptv2", directory.resolve("checkpoint"));
        copy.delete(copy.find("state/0/0", ".zip"));

        assertThat(copy.verification().restorableBatches()).containsExactly(0L, 1L, 2L);
        assertThat(copy.problems())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly("ERROR CANNOT_LOAD_STATE_STORE.CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT state/0/0");
    }

    /** A variable that was removed and added again has another number; rows of the old one are still there. */
    @Test
    void rowsOfAnOlderColumnFamilyAreNoDamage() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("tws-none", directory.resolve("checkpoint"));
        renumberFamilies(copy.path("state/0/0/1.zip"), copy.path("state/0/0/2.zip"));

        assertThat(copy.problems()).extracting(Finding::code).containsExactly("STATE_SCHEMA_MOVED");
    }

    private static void renumberFamilies(Path from, Path to) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                byte[] bytes = in.readAllBytes();
                if (entry.getName().equals("metadata")) {
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    String changed = text.replace("\"cnt\":2", "\"cnt\":77")
                            .replace("\"maxColumnFamilyId\":5", "\"maxColumnFamilyId\":77");
                    assertThat(changed).contains("\"cnt\":77").endsWith(":77}");
                    bytes = changed.getBytes(StandardCharsets.UTF_8);
                }
                out.write(bytes);
            }
        }
    }

    @Test
    void rowsOfAnotherEncodingAreSaidToBeUnchecked() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("tws-none", directory.resolve("checkpoint"));
        for (int batch = 0; batch < 6; batch++) {
            copy.replace(
                    "offsets/" + batch,
                    "\"spark.sql.streaming.stateStore.encodingFormat\":\"unsaferow\"",
                    "\"spark.sql.streaming.stateStore.encodingFormat\":\"avro\"");
        }

        assertThat(copy.findings())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly("WARNING STATE_SCHEMA_MOVED state/0/_metadata/v2/0", "INFO STATE_NOT_CHECKED state/0");
    }

    @Test
    void metadataThatIsADirectoryIsNamedAndTheRestIsVerified() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        copy.delete("state/0/_metadata/metadata").flip("state/0/0/2.delta", 30);
        Files.createDirectory(copy.path("state/0/_metadata/metadata"));

        assertThat(copy.problems())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly(
                        "ERROR OPERATOR_METADATA_CORRUPT state/0/_metadata/metadata",
                        "ERROR CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED state/0/0/2.delta");
    }

    @Test
    void metadataThatCannotBeReadIsNamedAndTheRestIsVerified() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        copy.delete("state/0/_metadata/metadata").flip("state/0/0/2.delta", 30);
        Files.createSymbolicLink(copy.path("state/0/_metadata/metadata"), Path.of("metadata"));

        assertThat(copy.problems())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .contains(
                        "ERROR STORAGE_UNAVAILABLE state/0/_metadata/metadata",
                        "ERROR CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED state/0/0/2.delta");
    }

    @Test
    void hdfsRowsThatSparkDoesNotLookAtAreMentionedOnly() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        rewriteLastDelta(copy, change -> {
            byte[] nullWithValue = change.value().shared().clone();
            nullWithValue[0] |= 1;
            return Change.put(change.key(), Bytes.wrap(nullWithValue));
        });

        assertThat(copy.findings())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly("INFO STATE_STORE_VALUE_ROW_FORMAT_VALIDATION_FAILURE state/0/0/5.delta");
    }

    @Test
    void temporaryFilesAreMentionedOnly() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        copy.write("offsets/.5.3f0e.tmp", "half").write("offsets/..5.3f0e.tmp.crc", "crc");

        assertThat(copy.findings())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly("INFO TEMPORARY_FILE_LEFT offsets/.5.3f0e.tmp");
        assertThat(copy.verification().hasProblems()).isFalse();
    }

    @Test
    void stateOfUnknownProvidersIsLeftAlone() throws IOException {
        CheckpointCopy copy = CheckpointCopy.of("agg-simple-hdfs", directory.resolve("checkpoint"));
        copy.replace(
                "offsets/4", "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider", "a.b.C");

        assertThat(copy.findings())
                .extracting(f -> f.severity() + " " + f.code() + " " + f.place().path())
                .containsExactly("INFO STATE_NOT_CHECKED state");
    }

    private interface Rewriting {
        Change change(Change change);
    }

    private static void rewriteLastDelta(CheckpointCopy copy, Rewriting rewriting) throws IOException {
        try (Storage storage =
                Storages.openForWriting(copy.path("").toString(), Durability.UNSYNCED, () -> "rewritten")) {
            List<Change> changes = new ArrayList<>();
            for (long version : new long[] {4, 5}) {
                try (ChangeCursor cursor =
                        new StateFileReader(storage, CompressionCodec.LZ4).delta("state/0/0/" + version + ".delta")) {
                    while (cursor.next()) {
                        changes.add(rewriting.change(new Change(cursor.kind(), cursor.key(), cursor.value())));
                    }
                }
            }
            assertThat(changes).isNotEmpty();
            new StateFileWriter(storage, StoreFiles.list(storage, "state/0/0"), CompressionCodec.LZ4, Checksums.none())
                    .writeDelta(5, ChangeCursor.of(changes));
        }
    }
}
