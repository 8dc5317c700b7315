package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.codec.Streams;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes of a file are: it reads, or fails with an error that names it. */
class HostileStateFileTest {
    private static final String DIRECTORY = "state/0/0";
    private static final LineageItem ITEM = new LineageItem(2, "b-b");
    private static final List<Change> CHANGES = changes();
    private static final List<Change> PAIRS =
            CHANGES.stream().filter(change -> change.kind() != ChangeKind.MERGE).toList();

    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @EnumSource
    void everyTruncatedFileIsAnError(CompressionCodec codec) throws IOException {
        for (Checksums checksums : List.of(Checksums.none(), Checksums.by(InstantSource.system(), "", ""))) {
            for (String path : writeAllKinds(codec, checksums)) {
                byte[] bytes = storage.bytes(path);
                int content = endOfContent(codec, path, bytes);
                for (int length = 0; length < content; length++) {
                    storage.files.put(path, Arrays.copyOf(bytes, length));
                    expectDamage(codec, path);
                }
                storage.files.put(path, bytes);
                read(codec, path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedByteIsFoundByTheChecksum(CompressionCodec codec) throws IOException {
        for (String path : writeAllKinds(codec, Checksums.by(InstantSource.system(), "driver", "task"))) {
            byte[] bytes = storage.bytes(path);
            for (int i = 0; i < bytes.length; i++) {
                byte[] damaged = bytes.clone();
                damaged[i] ^= (byte) 0x41;
                storage.files.put(path, damaged);
                assertThatThrownBy(() -> read(codec, path))
                        .as("%s, byte %s", path, i)
                        .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED));
            }
            storage.files.put(path, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlippedByteWithoutChecksumIsOtherContentOrDamage(CompressionCodec codec) throws IOException {
        for (String path : writeAllKinds(codec, Checksums.none())) {
            byte[] bytes = storage.bytes(path);
            for (int i = 0; i < bytes.length; i++) {
                for (int flip : new int[] {0x01, 0x80, 0xff}) {
                    byte[] damaged = bytes.clone();
                    damaged[i] ^= (byte) flip;
                    storage.files.put(path, damaged);
                    readOrPawlException(codec, path);
                }
            }
            storage.files.put(path, bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlippedByteBelowTheCompressionIsOtherContentOrDamage(CompressionCodec codec) throws IOException {
        for (String path : writeAllKinds(codec, Checksums.none())) {
            byte[] plain = Streams.decompress(codec, storage.bytes(path));
            for (int i = 0; i < plain.length; i++) {
                for (int flip : new int[] {0x01, 0x80, 0xff}) {
                    byte[] damaged = plain.clone();
                    damaged[i] ^= (byte) flip;
                    storage.files.put(path, Streams.compress(codec, damaged));
                    readOrPawlException(codec, path);
                }
            }
        }
    }

    @Test
    void aChecksumErrorNamesBothFiles() {
        StateFileWriter writer = writer(CompressionCodec.LZ4, Checksums.by(InstantSource.system(), "", ""));
        writer.writeDelta(1, ChangeCursor.of(PAIRS));
        byte[] bytes = storage.bytes(DIRECTORY + "/1.delta");
        storage.files.put(DIRECTORY + "/1.delta", Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> read(CompressionCodec.LZ4, DIRECTORY + "/1.delta"))
                .hasMessageStartingWith("[CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] File state/0/0/1.delta below "
                        + "/memory is not what its checksum file state/0/0/1.delta.crc says: expected size "
                        + bytes.length + " and checksum ")
                .hasMessageContaining(", found size " + (bytes.length - 1) + " and checksum ");
    }

    @Test
    void aChecksumFileThatIsNoJsonIsAnError() {
        writer(CompressionCodec.LZ4, Checksums.none()).writeDelta(1, ChangeCursor.of(PAIRS));
        storage.files.put(DIRECTORY + "/1.delta.crc", "{\"algorithm\":\"MD5\"}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(CompressionCodec.LZ4, DIRECTORY + "/1.delta"))
                .hasMessageContaining("its checksum file state/0/0/1.delta.crc is damaged: expected algorithm CRC32C");
    }

    @Test
    void lengthsThatCannotBeAreRefused() {
        expect(ErrorCode.STATE_FILE_CORRUPT, "key size cannot be -2", "fffffffe");
        expect(ErrorCode.STATE_FILE_CORRUPT, "value size cannot be -3", "00000000" + "fffffffd");
        expect(ErrorCode.STATE_RECORD_TOO_LARGE, "key of 2147483647 bytes, the limit is 67108864", "7fffffff");
        expect(ErrorCode.STATE_FILE_CORRUPT, "expected 67108864 bytes, found 1", "04000000" + "aa");
        expect(ErrorCode.STATE_FILE_CORRUPT, "the file ends too early", "00000000");
    }

    @Test
    void aDeleteInASnapshotIsRefused() {
        storage.files.put(
                DIRECTORY + "/1.snapshot",
                Streams.compress(CompressionCodec.LZ4, HexFormat.of().parseHex("00000000ffffffffffffffff")));

        expect(
                ErrorCode.STATE_FILE_CORRUPT,
                "value size cannot be -1",
                () -> read(CompressionCodec.LZ4, DIRECTORY + "/1.snapshot"));
    }

    @Test
    void aChangelogOfTheFutureIsRefused() {
        putChangelog("00027635" + "00");

        expect(
                ErrorCode.INVALID_CHANGE_LOG_READER_VERSION,
                "has changelog version 5, the newest known is 4",
                () -> read(CompressionCodec.LZ4, DIRECTORY + "/1.changelog"));
    }

    @Test
    void aTypedRecordIsCheckedFieldByField() {
        expectTyped("unknown record type 2", "02");
        expectTyped("key size cannot be -1", "01" + "ffffffff");
        expectTyped("value size cannot be -1", "01" + "00000000" + "ffffffff");
        expectTyped("a delete cannot have a value of size 0", "10" + "00000000" + "00000000");
    }

    @Test
    void aLineageIsCheckedFieldByField() {
        expectLineage("expected a JSON array", "{}");
        expectLineage("expected a whole number in field \"version\"", "[{\"version\":\"1\"}]");
        expectLineage(
                "expected a version and its unique id, found 1, ../../x",
                "[{\"version\":1,\"checkpointUniqueId\":\"../../x\"}]");
        expectLineage("", "[".repeat(10_000));
    }

    /** Eight zeros are a record of nothing; compressed they are next to nothing. */
    @ParameterizedTest
    @EnumSource
    void endlessZerosAreReadOneRecordAfterTheOther(CompressionCodec codec) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = codec.compress(compressed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 16; i++) {
                out.write(zeros);
            }
        }
        storage.files.put(DIRECTORY + "/1.delta", compressed.toByteArray());
        StateLoader loader = new StateLoader(
                new StateFileReader(storage, codec),
                Rows.noSnapshots(),
                new LoadOptions(1 << 20, MergeDelimiter.COMMA));

        expect(
                ErrorCode.STATE_FILE_CORRUPT,
                "the file ends too early",
                () -> loader.load(StoreFiles.list(storage, DIRECTORY), StoreLayout.HDFS, 1));
    }

    private void expect(ErrorCode code, String text, String plainHex) {
        storage.files.put(
                DIRECTORY + "/1.delta",
                Streams.compress(CompressionCodec.LZ4, HexFormat.of().parseHex(plainHex)));
        expect(code, text, () -> read(CompressionCodec.LZ4, DIRECTORY + "/1.delta"));
    }

    private void expectTyped(String text, String plainHex) {
        putChangelog("00027632" + plainHex);
        expect(ErrorCode.STATE_FILE_CORRUPT, text, () -> read(CompressionCodec.LZ4, DIRECTORY + "/1.changelog"));
    }

    private void expectLineage(String text, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(2).putShort((short) bytes.length);
        HexFormat hex = HexFormat.of();
        putChangelog("00027634" + hex.formatHex(length.array()) + hex.formatHex(bytes) + "00");
        expect(
                ErrorCode.STATE_FILE_CORRUPT,
                "lineage: " + text,
                () -> read(CompressionCodec.LZ4, DIRECTORY + "/1.changelog"));
    }

    private void putChangelog(String plainHex) {
        storage.files.put(
                DIRECTORY + "/1.changelog",
                Streams.compress(CompressionCodec.LZ4, HexFormat.of().parseHex(plainHex)));
    }

    private static void expect(ErrorCode code, String text, ThrowingCallable read) {
        assertThatThrownBy(read)
                .hasMessageContaining("File state/0/0/1.")
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void expectDamage(CompressionCodec codec, String path) {
        assertThatThrownBy(() -> read(codec, path))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining(path);
    }

    private void readOrPawlException(CompressionCodec codec, String path) throws IOException {
        try {
            read(codec, path);
        } catch (PawlException e) {
            assertThat(e).hasMessageContaining(path);
        }
    }

    /** Bytes after which only end marks of the container follow, which nobody has to read. */
    private int endOfContent(CompressionCodec codec, String path, byte[] bytes) throws IOException {
        if (storage.files.containsKey(path + ".crc")) {
            return bytes.length;
        }
        for (int length = bytes.length; length > 0; length--) {
            storage.files.put(path, Arrays.copyOf(bytes, length - 1));
            try {
                read(codec, path);
            } catch (PawlException e) {
                assertThat(bytes.length - length).isLessThanOrEqualTo(21);
                return length;
            }
        }
        throw new AssertionError("an empty file was read");
    }

    private List<String> writeAllKinds(CompressionCodec codec, Checksums checksums) {
        StateFileWriter writer = writer(codec, checksums);
        writer.writeDelta(1, ChangeCursor.of(PAIRS));
        writer.writeSnapshot(1, Rows.cursor(Map.of(Rows.bytes("key"), Rows.bytes("value"))));
        writer.writeChangelog(1, ChangelogFormat.V2, ChangeCursor.of(CHANGES));
        ChangelogHeader header = new ChangelogHeader(ChangelogFormat.V3, List.of(new LineageItem(1, "a-a")));
        writer.writeChangelog(ITEM, header, ChangeCursor.of(PAIRS));
        return List.of(
                DIRECTORY + "/1.delta",
                DIRECTORY + "/1.snapshot",
                DIRECTORY + "/1.changelog",
                DIRECTORY + "/2_b-b.changelog");
    }

    private StateFileWriter writer(CompressionCodec codec, Checksums checksums) {
        storage.files.clear();
        return new StateFileWriter(storage, StoreFiles.of(DIRECTORY, List.of()), codec, checksums);
    }

    private void read(CompressionCodec codec, String path) throws IOException {
        StateFileReader reader = new StateFileReader(storage, codec, 64 << 20);
        if (path.endsWith(".snapshot")) {
            assertThat(Rows.drain(reader.snapshot(path))).hasSizeLessThan(10_000);
        } else {
            assertThat(Rows.drain(path.endsWith(".delta") ? reader.delta(path) : reader.changelog(path)))
                    .hasSizeLessThan(10_000);
        }
    }

    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.put(Bytes.EMPTY, Bytes.EMPTY));
        changes.add(Change.put(Rows.bytes("key"), Rows.bytes("value ".repeat(20))));
        changes.add(Change.merge(Rows.bytes("key"), Rows.bytes("more")));
        changes.add(Change.delete(Rows.bytes("key")));
        return changes;
    }
}
