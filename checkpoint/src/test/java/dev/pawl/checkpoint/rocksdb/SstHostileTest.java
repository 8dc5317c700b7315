package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** Damage to a table file ends in an error that names it: by accident, and with checksums made right again. */
class SstHostileTest {
    @TempDir
    static Path scratch;

    private static ByteStorage storage = new ByteStorage();
    private static String path = "";
    private static byte[] sound = new byte[0];
    private static SortedMap<Bytes, Bytes> expected = new TreeMap<>();

    @BeforeAll
    static void writeOneSmallFile() throws Exception {
        storage = write("small", CompressionType.LZ4_COMPRESSION, 20, 0);
        path = tablePath(storage);
        sound = storage.bytes(path);
        expected = NativeOracle.all(NativeOracle.snapshot(storage, MergeDelimiter.COMMA));
        assertThat(expected).hasSize(20);
    }

    @Test
    void everyFlippedBitIsHarmlessOrFound() throws Exception {
        int found = 0;
        for (int at = 0; at < sound.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] bytes = sound.clone();
                bytes[at] ^= (byte) (1 << bit);
                found += isRefused(bytes) ? 1 : 0;
            }
        }
        assertThat(found).isGreaterThan(sound.length);
    }

    @Test
    void everyFlippedByteOfADataBlockIsFound() throws Exception {
        for (BlockHandle block : SstAnatomy.of(storage, path).dataBlocks()) {
            long end = block.following(0).offset();
            for (int at = (int) block.offset(); at < end; at++) {
                byte[] bytes = sound.clone();
                bytes[at] ^= (byte) 0xff;
                assertThat(isRefused(bytes)).as("byte %d of %s", at, block).isTrue();
            }
        }
    }

    @Test
    void everyTruncationIsFound() throws Exception {
        for (int length = 0; length < sound.length; length++) {
            byte[] bytes = Arrays.copyOf(sound, length);
            assertThatThrownBy(() -> readWithItsSize(bytes)).isInstanceOf(PawlException.class);
        }
    }

    @Test
    void aBlockWithARightChecksumCannotLieAboutAnything() throws Exception {
        Random random = new Random(1);
        SstAnatomy anatomy = SstAnatomy.of(storage, path);
        BlockHandle block = anatomy.dataBlocks().get(0);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[(int) block.offset() + random.nextInt((int) block.size())] = (byte) random.nextInt();
            }
            anatomy.seal(bytes, block);
            refused += endsOrIsRefused(bytes);
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void anIndexWithARightChecksumCannotLieAboutAnything() throws Exception {
        Random random = new Random(2);
        SstAnatomy anatomy = SstAnatomy.of(storage, path);
        BlockHandle index = anatomy.footer().index();
        BlockHandle metaindex = anatomy.footer().metaindex();
        int refused = 0;
        for (BlockHandle block : new BlockHandle[] {index, metaindex}) {
            for (int round = 0; block != null && round < 2_000; round++) {
                byte[] bytes = sound.clone();
                bytes[(int) block.offset() + random.nextInt((int) block.size())] = (byte) random.nextInt();
                anatomy.seal(bytes, block);
                refused += endsOrIsRefused(bytes);
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void aBlockThatClaimsTwoGigabytesIsRefusedBeforeMemoryIsTaken() throws Exception {
        SstAnatomy anatomy = SstAnatomy.of(storage, path);
        BlockHandle block = anatomy.dataBlocks().get(0);
        byte[] bytes = sound.clone();
        assertThat(bytes[(int) (block.offset() + block.size())]).as("lz4").isEqualTo((byte) 4);
        byte[] twoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        System.arraycopy(twoGigabytes, 0, bytes, (int) block.offset(), twoGigabytes.length);
        anatomy.seal(bytes, block);

        assertDamaged(() -> readWithItsSize(bytes), "2147483647 bytes");
    }

    @Test
    void aBlockThatClaimsMoreThanItsCompressionCanHoldIsRefused() throws Exception {
        SstAnatomy anatomy = SstAnatomy.of(storage, path);
        BlockHandle block = anatomy.dataBlocks().get(0);
        byte[] bytes = sound.clone();
        byte[] fortyMegabytes = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x14};
        System.arraycopy(fortyMegabytes, 0, bytes, (int) block.offset(), fortyMegabytes.length);
        anatomy.seal(bytes, block);

        assertDamaged(() -> readWithItsSize(bytes), "claims 41943040 bytes");
    }

    @Test
    void theFooterOfFormatSixIsChecked() throws Exception {
        ByteStorage six = writeFormat(6);
        byte[] bytes = six.bytes(tablePath(six));
        for (int at = bytes.length - 53; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            six.files.put(tablePath(six), changed);
            assertThatThrownBy(() -> NativeOracle.all(NativeOracle.snapshot(six, MergeDelimiter.COMMA)))
                    .as("byte %d", at)
                    .isInstanceOf(PawlException.class);
        }
    }

    @Test
    void aFileOfAnotherSizeThanTheSnapshotSaysIsDamaged() throws Exception {
        ByteStorage changed = copy();
        changed.files.put(path, Arrays.copyOf(sound, sound.length + 1));
        RocksDbSnapshot snapshot = NativeOracle.snapshot(changed, MergeDelimiter.COMMA);

        assertDamaged(snapshot::cursor, "its snapshot says " + sound.length + " bytes, it has " + (sound.length + 1));
        assertDamaged(snapshot::checkFiles, "its snapshot says " + sound.length);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        ByteStorage changed = copy();
        changed.files.remove(path);
        RocksDbSnapshot snapshot = NativeOracle.snapshot(changed, MergeDelimiter.COMMA);

        for (ThrowingCallable use : new ThrowingCallable[] {snapshot::cursor, snapshot::checkFiles}) {
            assertThatThrownBy(use)
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.CANNOT_READ_STREAMING_STATE_FILE))
                    .hasMessageContaining(path)
                    .hasMessageContaining("is missing");
        }
        assertThat(changed.openHandles).isZero();
    }

    @Test
    void aFailureLeavesNoFileOpen() throws Exception {
        ByteStorage changed = copy();
        byte[] bytes = sound.clone();
        bytes[0] ^= 1;
        changed.files.put(path, bytes);

        assertDamaged(() -> NativeOracle.snapshot(changed, MergeDelimiter.COMMA).cursor(), "checksum");
        assertThat(changed.openHandles).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void anUnknownFormatVersionIsUnsupported(int version) throws Exception {
        byte[] bytes = sound.clone();
        bytes[bytes.length - 12] = (byte) version;
        assertUnsupported(bytes, "format version " + version);
    }

    @Test
    void bzip2IsUnsupportedByName() throws Exception {
        ByteStorage bzip2 = write("bzip2", CompressionType.BZLIB2_COMPRESSION, 200, 0);

        assertThatThrownBy(() -> NativeOracle.all(NativeOracle.snapshot(bzip2, MergeDelimiter.COMMA)))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_SST_UNSUPPORTED))
                .hasMessageContaining(tablePath(bzip2) + " below memory uses compression bzip2");
    }

    @Test
    void missingChecksumsAreUnsupported() throws Exception {
        byte[] bytes = sound.clone();
        bytes[bytes.length - 53] = 0;
        assertUnsupported(bytes, "checksum type 0");
    }

    @Test
    void aCompressionDictionaryIsUnsupported() throws Exception {
        ByteStorage withDictionary = write("dictionary", CompressionType.ZSTD_COMPRESSION, 20_000, 4_096);

        assertThatThrownBy(() -> NativeOracle.all(NativeOracle.snapshot(withDictionary, MergeDelimiter.COMMA)))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_SST_UNSUPPORTED))
                .hasMessageContaining("a compression dictionary");
    }

    private static ByteStorage write(String name, CompressionType compression, int keys, int dictionary)
            throws Exception {
        RocksDB.loadLibrary();
        try (CompressionOptions compressionOptions = new CompressionOptions().setMaxDictBytes(dictionary);
                Options options = new Options()
                        .setCreateIfMissing(true)
                        .setCompressionType(compression)
                        .setCompressionOptions(compressionOptions)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig().setFormatVersion(5).setBlockSize(400))) {
            return write(name, options, keys);
        }
    }

    private static ByteStorage writeFormat(int version) throws Exception {
        try (Options options = new Options()
                .setCreateIfMissing(true)
                .setTableFormatConfig(new BlockBasedTableConfig().setFormatVersion(version))) {
            return write("format-" + version, options, 20);
        }
    }

    private static ByteStorage write(String name, Options options, int keys) throws Exception {
        try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                RocksDB database = RocksDB.open(options, scratch.resolve(name).toString())) {
            for (int i = 0; i < keys; i++) {
                database.put(
                        unlogged,
                        "key%05d".formatted(i).getBytes(StandardCharsets.UTF_8),
                        "a value that compresses a value that compresses %d"
                                .formatted(i)
                                .getBytes(StandardCharsets.UTF_8));
            }
            return NativeOracle.publish(database, scratch.resolve(name + "-checkpoint"));
        }
    }

    private static String tablePath(ByteStorage in) {
        return in.files.keySet().stream()
                .filter(file -> file.endsWith(".sst"))
                .findFirst()
                .orElseThrow();
    }

    private static ByteStorage copy() {
        ByteStorage copy = new ByteStorage();
        copy.files.putAll(storage.files);
        return copy;
    }

    /** False if the damage does not show, which must leave the content as it was. */
    private static boolean isRefused(byte[] bytes) throws Exception {
        try {
            assertThat(readWithItsSize(bytes)).isEqualTo(expected);
            return false;
        } catch (PawlException e) {
            assertThat(e).hasMessageContaining(path);
            return true;
        }
    }

    /** For forged files, whose content may be anything in order: 1 if refused. */
    private static int endsOrIsRefused(byte[] bytes) throws Exception {
        try {
            readWithItsSize(bytes);
            return 0;
        } catch (PawlException e) {
            assertThat(e).hasMessageContaining(path);
            return 1;
        }
    }

    private static SortedMap<Bytes, Bytes> readWithItsSize(byte[] bytes) throws Exception {
        ByteStorage changed = new ByteStorage();
        changed.files.put(path, bytes);
        SortedMap<Bytes, Bytes> all = new TreeMap<>();
        SstSource source = SstSource.open(changed, path, bytes.length);
        try (SstMerge merge = new SstMerge(List.of(source), MergeDelimiter.COMMA)) {
            while (merge.next()) {
                all.put(merge.key(), merge.value());
            }
        }
        return all;
    }

    private static void assertDamaged(ThrowingCallable use, String text) {
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_SST_CORRUPT))
                .hasMessageContaining(path)
                .hasMessageContaining(text);
    }

    private static void assertUnsupported(byte[] bytes, String text) {
        assertThatThrownBy(() -> readWithItsSize(bytes))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STATE_SST_UNSUPPORTED))
                .hasMessageContaining(path)
                .hasMessageContaining(text);
    }
}
