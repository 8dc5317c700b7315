package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips that Spark would not write: each is refused with an error that names it, and nothing is unpacked. */
class SnapshotZipTest {
    private static final Path SPARK_ZIP = Path.of("src/test/resources/fixtures/tws-event/checkpoint/state/0/0/1.zip");
    private static final String PATH = "state/0/0/1.zip";
    private static final String EMPTY_METADATA = "v1\n{\"sstFiles\":[],\"numKeys\":0}";

    @Test
    void everyFlippedByteIsHarmlessOrFound() throws Exception {
        byte[] sound = Files.readAllBytes(SPARK_ZIP);
        SnapshotMetadata expected = read(sound);
        int found = 0;
        for (int at = 0; at < sound.length; at++) {
            for (int mask : new int[] {1, 0x80, 0xff}) {
                byte[] bytes = sound.clone();
                bytes[at] ^= (byte) mask;
                found += isRefused(bytes, expected) ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(sound.length);
    }

    @Test
    void everyTruncationIsHarmlessOrFound() throws Exception {
        byte[] sound = Files.readAllBytes(SPARK_ZIP);
        SnapshotMetadata expected = read(sound);
        int found = 0;
        for (int length = 0; length < sound.length; length++) {
            found += isRefused(Arrays.copyOf(sound, length), expected) ? 1 : 0;
        }
        // Only the directory at the end, which Spark does not read either, can be missing.
        assertThat(found).isGreaterThan(sound.length - 600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/etc/passwd", "a/b", "..", "SSTs/", "C:\\evil", "..\\evil", ".metadata", "a\u0007b"})
    void anEntryThatLeavesItsDirectoryIsRefused(String name) throws Exception {
        byte[] zip = zip(Map.of(name, "x"));

        assertRefused(zip, ErrorCode.STATE_SNAPSHOT_ENTRY_REFUSED, "expected a name without directories");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("metadatA", EMPTY_METADATA);
        entries.put("metadata", EMPTY_METADATA);
        String zip = new String(zip(entries), StandardCharsets.ISO_8859_1).replace("metadatA", "metadata");

        assertRefused(
                zip.getBytes(StandardCharsets.ISO_8859_1),
                ErrorCode.STATE_SNAPSHOT_ENTRY_REFUSED,
                "two entries \"metadata\"");
    }

    @Test
    void tooManyEntriesAreRefused() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i <= SnapshotZip.ENTRIES_MAX; i++) {
            entries.put("e" + i, "");
        }
        assertRefused(zip(entries), ErrorCode.STATE_SNAPSHOT_CORRUPT, "more than 1000 entries");
    }

    @Test
    void metadataThatInflatesWithoutEndIsRefused() throws Exception {
        byte[] zip = bomb("metadata", SnapshotZip.METADATA_BYTES_MAX + 1L);
        assertThat(zip).hasSizeLessThan(100_000);

        assertRefused(zip, ErrorCode.STATE_SNAPSHOT_CORRUPT, "metadata has more than");
    }

    @Test
    void anEntryThatInflatesWithoutEndIsRefused() throws Exception {
        byte[] zip = bomb("MANIFEST-000001", SnapshotZip.BYTES_MAX + 1);

        assertRefused(zip, ErrorCode.STATE_SNAPSHOT_CORRUPT, "inflate to more than");
    }

    @Test
    void changesInALogAreNotSilentlyLost() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("000004.log", "put");
        entries.put("metadata", EMPTY_METADATA);

        assertRefused(zip(entries), ErrorCode.STATE_SNAPSHOT_CORRUPT, "000004.log holds changes");
    }

    @Test
    void noMetadataIsDamage() throws Exception {
        assertRefused(zip(Map.of("CURRENT", "x")), ErrorCode.STATE_SNAPSHOT_CORRUPT, "no entry metadata");
        assertRefused(new byte[0], ErrorCode.STATE_SNAPSHOT_CORRUPT, "no entry metadata");
    }

    @Test
    void deeplyNestedMetadataIsRefused() throws Exception {
        assertRefused(
                zip(Map.of("metadata", "v1\n" + "[".repeat(1_000_000))),
                ErrorCode.STATE_SNAPSHOT_CORRUPT,
                "metadata is wrong");
    }

    @Test
    void metadataThatIsNotTextIsRefused() throws Exception {
        ByteStorage storage = new ByteStorage();
        storage.replace(PATH, SnapshotZip.of(Map.of("metadata", Content.of(new byte[] {'v', '1', '\n', (byte) 0xff}))));

        assertRefused(storage.bytes(PATH), ErrorCode.STATE_SNAPSHOT_CORRUPT, "not a sound zip");
    }

    @Test
    void aMissingZipIsNamed() {
        assertThatThrownBy(() -> SnapshotZip.readMetadata(new ByteStorage(), PATH))
                .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.CANNOT_READ_STREAMING_STATE_FILE))
                .hasMessageContaining("Snapshot " + PATH + " below memory does not exist.");
    }

    @Test
    void theSameContentIsTheSameBytes() throws Exception {
        ByteStorage storage = new ByteStorage();
        storage.replace("a", SnapshotZip.of(Map.of("metadata", Content.of(EMPTY_METADATA))));
        storage.replace("b", SnapshotZip.of(Map.of("metadata", Content.of(EMPTY_METADATA))));

        assertThat(storage.bytes("a")).isEqualTo(storage.bytes("b"));
    }

    private static SnapshotMetadata read(byte[] zip) {
        ByteStorage storage = new ByteStorage();
        storage.files.put(PATH, zip);
        return SnapshotZip.readMetadata(storage, PATH);
    }

    private static boolean isRefused(byte[] zip, SnapshotMetadata expected) {
        try {
            assertThat(read(zip)).isEqualTo(expected);
            return false;
        } catch (PawlException e) {
            assertThat(e).hasMessageContaining(PATH);
            return true;
        }
    }

    private static void assertRefused(byte[] zip, ErrorCode code, String text) {
        assertThatThrownBy(() -> read(zip))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(PATH)
                .hasMessageContaining(text);
    }

    private static byte[] zip(Map<String, String> entries) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] bomb(String name, long size) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            for (long left = size; left > 0; left -= zeros.length) {
                zip.write(zeros);
            }
        }
        return out.toByteArray();
    }
}
