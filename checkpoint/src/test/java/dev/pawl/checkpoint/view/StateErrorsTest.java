package dev.pawl.checkpoint.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Fixtures;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.ColumnFamilies;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshot;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshotWriter;
import dev.pawl.checkpoint.state.Change;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on the way from a question to rows is told with code, place and remedy. */
class StateErrorsTest {
    @TempDir
    Path temp;

    private Path copy;

    @BeforeEach
    void noCopyYet() {
        copy = temp.resolve("copy");
    }

    private Path file(String fixture, String name) {
        return Fixtures.copy(fixture, copy).resolve(name);
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private void everyOffsetEntryWith(String fixture, String from, String to) throws IOException {
        Path offsets = file(fixture, "offsets");
        for (String name : List.of("0", "1", "2", "3", "4")) {
            Path entry = offsets.resolve(name);
            String text = Files.readString(entry);
            assertThat(text).contains(from);
            Files.writeString(entry, text.replace(from, to));
        }
    }

    private Checkpoint open() {
        return Checkpoint.open(Storages.open(copy.toString()));
    }

    private void readEverything(long version) {
        try (Checkpoint checkpoint = open()) {
            StateViews views = new StateViews(checkpoint);
            for (OperatorState operator : checkpoint.operators()) {
                for (StateQuestion question : views.questions(operator)) {
                    read(views.view(operator, question), version);
                }
            }
        }
    }

    private static void read(StateView view, long version) {
        for (long partition : view.partitions()) {
            try (ViewCursor rows = view.rows(partition, version, ZoneOffset.UTC)) {
                while (rows.next()) {
                    rows.fields().value(List.of("key"));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void assertFails(long version, ErrorCode code, String... mentioned) {
        assertThatThrownBy(() -> readEverything(version))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(mentioned)
                .hasMessageStartingWith("[" + code.id() + "] ")
                .hasMessageEndingWith(code.remedy());
    }

    @Test
    void truncatedOperatorMetadata() throws IOException {
        truncate(file("agg-simple-hdfs", "state/0/_metadata/metadata"));

        assertFails(5, ErrorCode.OPERATOR_METADATA_CORRUPT, "state/0/_metadata/metadata", "operator 0");
    }

    @Test
    void stateSchemaWithATypeThatIsNone() throws IOException {
        Path schema = file("agg-simple-hdfs", "state/0/0/_metadata/schema");
        String text = Files.readString(schema, StandardCharsets.ISO_8859_1);
        Files.writeString(schema, text.replace("\"long\"", "\"lung\""), StandardCharsets.ISO_8859_1);

        assertFails(5, ErrorCode.STATE_SCHEMA_CORRUPT, "state/0/0/_metadata/schema", "lung");
    }

    @Test
    void truncatedStateSchema() throws IOException {
        truncate(file("agg-simple-hdfs", "state/0/0/_metadata/schema"));

        assertFails(5, ErrorCode.STATE_SCHEMA_CORRUPT, "state/0/0/_metadata/schema");
    }

    @Test
    void missingStateSchema() throws IOException {
        Files.delete(file("agg-simple-hdfs", "state/0/0/_metadata/schema"));

        assertFails(5, ErrorCode.STATE_SCHEMA_MISSING, "state/0/0/_metadata/schema");
    }

    @Test
    void missingSchemaOfColumnFamilies() throws IOException {
        String schema = "state/0/_stateSchema/default/0_db591dea-8a88-41ec-a270-1e0222db486a";
        Files.delete(file("tws-proc", schema));

        assertFails(3, ErrorCode.STATE_SCHEMA_MISSING, schema);
    }

    @Test
    void noSnapshotWithTheColumnFamilies() throws IOException {
        Files.delete(file("tws-event", "state/0/1/1.zip"));

        assertFails(6, ErrorCode.STATE_COLUMN_FAMILY_MISSING, "state/0/1", "hist");
    }

    @Test
    void aColumnFamilyThatOnlyALaterSnapshotKnowsWasEmptyBefore() throws IOException {
        Path zip = file("tws-event", "state/0/1/1.zip");
        Files.copy(zip, zip.resolveSibling("4.zip"));
        try (Storage storage = Storages.openForWriting(copy.toString(), Durability.UNSYNCED, () -> "unused")) {
            ColumnFamilies all = RocksDbSnapshot.open(storage, "state/0/1", "4.zip", MergeDelimiter.COMMA)
                    .metadata()
                    .columnFamilies();
            Map<String, Integer> ids = new HashMap<>(all.ids());
            Map<String, Boolean> internal = new HashMap<>(all.internal());
            assertThat(ids.remove("hist")).isNotNull();
            internal.remove("hist");
            new RocksDbSnapshotWriter(storage, "state/0/1", () -> "unused")
                    .writeEmpty("1.zip", new ColumnFamilies(ids, internal, all.maxId()));
        }

        assertThat(differences("hist", 1, 4)).containsOnly(Difference.Kind.ADDED);
        assertThat(differences("hist", 4, 1)).containsOnly(Difference.Kind.REMOVED);
        assertThat(differences("hist", 1, 1)).isEmpty();
    }

    private List<Difference.Kind> differences(String variable, long from, long to) {
        List<Difference.Kind> kinds = new ArrayList<>();
        try (Checkpoint checkpoint = open()) {
            StateView view = new StateViews(checkpoint)
                    .view(checkpoint.operators().get(0), new StateQuestion.Variable(variable));
            new StateDiff(view, from, to, ZoneOffset.UTC, StateDiff.HELD_BYTES_MAX_DEFAULT)
                    .compare(1, difference -> kinds.add(difference.kind()));
        }
        return kinds;
    }

    @Test
    void rowsThatDoNotFitTheSchema() throws IOException {
        file("agg-simple-hdfs", "");
        try (Storage storage =
                Storages.openForWriting(copy.toString(), Durability.UNSYNCED, () -> "id" + System.nanoTime())) {
            StateFileWriter writer = new StateFileWriter(
                    storage, StoreFiles.list(storage, "state/0/1"), CompressionCodec.LZ4, Checksums.none());
            Bytes row = Bytes.wrap(new byte[7]);
            writer.writeDelta(5, ChangeCursor.of(List.of(Change.put(row, row))));
        }

        assertFails(
                5,
                ErrorCode.STATE_ROW_CORRUPT,
                "Version 5",
                "state/0/1",
                "one of the 2 files from 4.snapshot to 5.delta");
    }

    @Test
    void rowsInAvro() throws IOException {
        everyOffsetEntryWith("agg-simple-hdfs", "\"unsaferow\"", "\"avro\"");

        assertFails(5, ErrorCode.STATE_ENCODING_UNSUPPORTED, "avro");
    }

    @Test
    void anEmptyFileOfACodecThatClosesWhatItReads() throws IOException {
        everyOffsetEntryWith("agg-simple-hdfs", "\"lz4\"", "\"lzf\"");
        Files.write(copy.resolve("state/0/0/5.delta"), new byte[0]);

        assertFails(
                5,
                ErrorCode.CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED,
                "state/0/0/5.delta",
                "found size 0",
                "the newest version up to 5 that can be loaded is 4");
    }

    @Test
    void stateOfAnUnknownProvider() throws IOException {
        everyOffsetEntryWith("agg-simple-hdfs", "HDFSBackedStateStoreProvider", "InMemoryStateStoreProvider");

        assertFails(5, ErrorCode.STATE_PROVIDER_UNKNOWN, "InMemoryStateStoreProvider");
    }

    @Test
    void versionsThatCannotExist() {
        file("agg-simple-hdfs", "");

        assertFails(-1, ErrorCode.UNEXPECTED_STATE_VERSION, "-1", "state/0/0");
    }

    @Test
    void versionsThatWereNeverCommitted() {
        file("agg-simple-rocksdb-ckptv2", "");

        assertFails(6, ErrorCode.STATE_VERSION_NOT_COMMITTED, "Version 6", "partition 0", "commits/5");
    }

    @Test
    void aSnapshotThatVanishesAfterItWasListed() throws IOException {
        Path snapshot = file("agg-simple-hdfs", "state/0/0/4.snapshot");
        try (Checkpoint checkpoint = open()) {
            StoreState store = checkpoint.operators().get(0).stores().get(0);
            assertThat(store.loadable(0)).contains(4L);
            Files.delete(snapshot);

            assertThatThrownBy(() -> {
                        try (var rows = store.load(0, 4)) {
                            rows.next();
                        }
                    })
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.CANNOT_READ_MISSING_SNAPSHOT_FILE))
                    .hasMessageContainingAll("state/0/0/4.snapshot", "Version 4 can also be loaded without this file");
        }
    }

    @Test
    void questionsAnOperatorHasNoAnswerTo() {
        file("agg-simple-hdfs", "");
        try (Checkpoint checkpoint = open()) {
            StateViews views = new StateViews(checkpoint);
            OperatorState operator = checkpoint.operators().get(0);
            for (StateQuestion question : List.of(
                    new StateQuestion.JoinSide(StateQuestion.Side.LEFT),
                    new StateQuestion.Variable("cnt"),
                    new StateQuestion.Timers(),
                    new StateQuestion.Store("other"))) {
                assertThatThrownBy(() -> views.view(operator, question))
                        .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.STATE_QUESTION_UNANSWERABLE))
                        .hasMessageContainingAll("Operator 0 (stateStoreSave)", "it has default");
            }
        }
    }
}
