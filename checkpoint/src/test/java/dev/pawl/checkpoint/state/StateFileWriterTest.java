package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.codec.Streams;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Faults;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.storage.Survivors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFileWriterTest {
    private static final String DIRECTORY = "state/0/0";
    private static final List<Change> CHANGES = List.of(
            Change.put(Rows.bytes("a"), Rows.bytes("1")),
            Change.delete(Rows.bytes("b")),
            Change.put(Rows.bytes("a"), Rows.bytes("")));

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void framingOfEachFormat() throws IOException {
        StateFileWriter writer = writer(Checksums.none());
        List<Change> merge = List.of(Change.merge(Rows.bytes("a"), Rows.bytes("1")), Change.delete(Rows.bytes("b")));
        LineageItem item = new LineageItem(2, "y");
        List<LineageItem> lineage = List.of(new LineageItem(1, "x"));

        writer.writeDelta(1, ChangeCursor.of(CHANGES));
        assertPlain("1.delta", "00000001 61 00000001 31 00000001 62 ffffffff 00000001 61 00000000 ffffffff");
        writer.writeSnapshot(1, Rows.cursor(Map.of(Rows.bytes("a"), Rows.bytes("1"))));
        assertPlain("1.snapshot", "00000001 61 00000001 31 ffffffff");
        writer.writeChangelog(1, ChangelogFormat.V1, ChangeCursor.of(List.of()));
        assertPlain("1.changelog", "ffffffff");
        writer.writeChangelog(1, ChangelogFormat.V2, ChangeCursor.of(merge));
        assertPlain("1.changelog", "0002 7632 11 00000001 61 00000001 31 10 00000001 62 ffffffff 00");
        writer.writeChangelog(item, new ChangelogHeader(ChangelogFormat.V3, lineage), ChangeCursor.of(List.of()));
        String json = hex("[{\"version\":1,\"checkpointUniqueId\":\"x\"}]");
        assertPlain("2_y.changelog", "0002 7633 0028" + json + "ffffffff");
        writer.writeChangelog(item, new ChangelogHeader(ChangelogFormat.V4, List.of()), ChangeCursor.of(List.of()));
        assertPlain("2_y.changelog", "0002 7634 0002 5b5d 00");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadInEveryCodec(CompressionCodec codec) throws IOException {
        StateFileWriter writer = new StateFileWriter(storage, StoreFiles.of(DIRECTORY, List.of()), codec, checksums());
        StateFileReader reader = new StateFileReader(storage, codec);
        writer.writeDelta(1, ChangeCursor.of(CHANGES));
        assertThat(Rows.drain(reader.delta(DIRECTORY + "/1.delta"))).isEqualTo(CHANGES);
        for (ChangelogFormat format : ChangelogFormat.values()) {
            ChangelogHeader header =
                    new ChangelogHeader(format, format.hasLineage() ? List.of(new LineageItem(6, "x")) : List.of());
            String path = format.hasLineage() ? DIRECTORY + "/7_z.changelog" : DIRECTORY + "/7.changelog";
            if (format.hasLineage()) {
                writer.writeChangelog(new LineageItem(7, "z"), header, ChangeCursor.of(CHANGES));
            } else {
                writer.writeChangelog(7, format, ChangeCursor.of(CHANGES));
            }
            assertThat(Rows.drain(reader.changelog(path))).isEqualTo(CHANGES);
            assertThat(reader.changelogHeader(path)).isEqualTo(header);
        }
    }

    @Test
    void theChecksumFileIsWhatSparkWrites() throws JsonProblem {
        writer(checksums()).write(StateFileName.of(3, StateFileName.Kind.ZIP), Content.of("123456789"));

        String json = new String(storage.bytes(DIRECTORY + "/3.zip.crc"), StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo(
                        "{\"algorithm\":\"CRC32C\",\"value\":-486108541,\"mainFileSize\":9,\"timestampMs\":1795163192891,"
                                + "\"creator\":{\"executorId\":\"driver\",\"taskInfo\":\"Task= 0.0, Stage= 1.0\"}}");
        assertThat(ChecksumFile.parse(json).format()).isEqualTo(json);
    }

    @Test
    void theOldChecksumGoesBeforeTheFileIsReplacedAndTheNewOneComesLast() {
        for (String name : List.of("1.delta", "1.delta.crc")) {
            storage.files.put(DIRECTORY + "/" + name, new byte[0]);
        }
        writer(checksums()).writeDelta(1, ChangeCursor.of(CHANGES));

        assertThat(storage.steps)
                .containsExactly(
                        "delete state/0/0/1.delta.crc", "replace state/0/0/1.delta", "replace state/0/0/1.delta.crc");
    }

    @Test
    void aNewFileTakesTwoSteps() {
        writer(checksums()).writeDelta(1, ChangeCursor.of(CHANGES));

        assertThat(storage.steps).containsExactly("replace state/0/0/1.delta", "replace state/0/0/1.delta.crc");
    }

    @Test
    void deletingTakesTheChecksumFileAlong() {
        StateFileWriter writer = writer(checksums());
        writer.writeDelta(1, ChangeCursor.of(CHANGES));
        writer.writeDelta(2, ChangeCursor.of(CHANGES));
        writer.delete(List.of(StateFileName.of(1, StateFileName.Kind.DELTA)));

        assertThat(storage.files).containsOnlyKeys(DIRECTORY + "/2.delta", DIRECTORY + "/2.delta.crc");
    }

    @Test
    void aChecksumThatMayHaveBeenPublishedGoesBeforeTheFileIsWrittenAgain() throws IOException {
        SimulatedStorage simulated = new SimulatedStorage();
        writer(simulated.open()).writeDelta(1, ChangeCursor.of(CHANGES));
        simulated.open().delete(DIRECTORY + "/1.delta.crc");
        int lastSync = stepsToRewrite(simulated) - 1;
        Storage failing = simulated.open(Faults.failOnceAt(lastSync));
        StateFileWriter writer = writer(failing);

        assertThatThrownBy(() -> writer.writeDelta(1, ChangeCursor.of(CHANGES))).isInstanceOf(PawlException.class);
        assertThat(failing.list(DIRECTORY)).extracting(StorageEntry::name).contains("1.delta.crc");
        int before = simulated.steps();
        writer.writeDelta(1, ChangeCursor.of(List.of()));

        assertThat(simulated.trace().get(before)).contains("delete").contains(".1.delta.crc.crc");
        assertThat(simulated.trace().get(before + 1)).endsWith("delete /checkpoint/state/0/0/1.delta.crc");
    }

    private static int stepsToRewrite(SimulatedStorage simulated) throws IOException {
        SimulatedStorage copy = simulated.afterCrash(Survivors.ALL, 0);
        writer(copy.open()).writeDelta(1, ChangeCursor.of(CHANGES));
        return copy.steps();
    }

    private static StateFileWriter writer(Storage storage) {
        return new StateFileWriter(storage, StoreFiles.list(storage, DIRECTORY), CompressionCodec.LZ4, checksums());
    }

    @Test
    void aMergeDoesNotFitIntoPairs() {
        List<Change> merge = List.of(Change.merge(Rows.bytes("a"), Rows.bytes("1")));

        assertThatThrownBy(() -> writer(Checksums.none()).writeDelta(1, ChangeCursor.of(merge)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(storage.files).isEmpty();
    }

    private void assertPlain(String name, String hex) throws IOException {
        byte[] plain = Streams.decompress(CompressionCodec.LZ4, storage.bytes(DIRECTORY + "/" + name));
        assertThat(HexFormat.of().formatHex(plain)).isEqualTo(hex.replace(" ", ""));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Checksums checksums() {
        return Checksums.by(
                InstantSource.fixed(Instant.ofEpochMilli(1795163192891L)), "driver", "Task= 0.0, Stage= 1.0");
    }

    private StateFileWriter writer(Checksums checksums) {
        return new StateFileWriter(storage, StoreFiles.list(storage, DIRECTORY), CompressionCodec.LZ4, checksums);
    }
}
