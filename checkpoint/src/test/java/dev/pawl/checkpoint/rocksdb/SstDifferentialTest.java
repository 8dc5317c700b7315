package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteOptions;

/** What the reader makes of files that RocksDB wrote in every variety it has, compared with RocksDB's own iterator. */
class SstDifferentialTest {
    @TempDir
    Path scratch;

    static {
        RocksDB.loadLibrary();
    }

    private MergeDelimiter delimiter = MergeDelimiter.COMMA;
    private boolean rangeDeletions;
    private int operations = 3_000;
    private int flushes = 3;

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {
                "NO_COMPRESSION",
                "SNAPPY_COMPRESSION",
                "ZLIB_COMPRESSION",
                "LZ4_COMPRESSION",
                "LZ4HC_COMPRESSION",
                "ZSTD_COMPRESSION"
            })
    void readsEveryCompression(CompressionType compression) throws Exception {
        try (Options options = new Options().setCompressionType(compression)) {
            ByteStorage storage = compare(options, new BlockBasedTableConfig().setFormatVersion(5), 1);
            assertThat(usesCompression(storage, compression.getValue())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"kCRC32c", "kxxHash", "kxxHash64", "kXXH3"})
    void verifiesEveryChecksum(ChecksumType checksum) throws Exception {
        for (int version = 2; version <= 6; version++) {
            try (Options options = new Options().setCompressionType(CompressionType.LZ4_COMPRESSION)) {
                BlockBasedTableConfig table =
                        new BlockBasedTableConfig().setChecksumType(checksum).setFormatVersion(version);
                compare(options, table, version);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(IndexType.class)
    void readsEveryIndex(IndexType index) throws Exception {
        for (int restarts : new int[] {1, 2, 16}) {
            for (int version : new int[] {3, 5, 6}) {
                try (Options options = new Options().useFixedLengthPrefixExtractor(2)) {
                    BlockBasedTableConfig table = new BlockBasedTableConfig()
                            .setIndexType(index)
                            .setFormatVersion(version)
                            .setBlockSize(256)
                            .setMetadataBlockSize(128)
                            .setIndexBlockRestartInterval(restarts);
                    compare(options, table, 10 * version + restarts);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void readsDataBlocksWithAHashIndex(int restarts) throws Exception {
        try (Options options = new Options()) {
            BlockBasedTableConfig table = new BlockBasedTableConfig()
                    .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                    .setBlockRestartInterval(restarts);
            compare(options, table, restarts);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void appliesRangeDeletions(long seed) throws Exception {
        rangeDeletions = true;
        flushes = 5;
        try (Options options = new Options().setDisableAutoCompactions(true)) {
            compare(options, new BlockBasedTableConfig(), seed);
        }
    }

    @ParameterizedTest
    @EnumSource(MergeDelimiter.class)
    void joinsAppendedValuesOverFiles(MergeDelimiter joined) throws Exception {
        delimiter = joined;
        flushes = 8;
        try (Options options = new Options().setDisableAutoCompactions(true)) {
            compare(options, new BlockBasedTableConfig(), 77);
        }
    }

    @Test
    void manyFilesAreNotAllOpenAtOnce() throws Exception {
        flushes = RocksDbSnapshot.OPEN_FILES_MAX * 2;
        try (Options options = new Options()
                .setDisableAutoCompactions(true)
                .setLevel0SlowdownWritesTrigger(1_000)
                .setLevel0StopWritesTrigger(1_000)) {
            operations = 10_000;
            ByteStorage storage = compare(options, new BlockBasedTableConfig(), 5);
            assertThat(storage.files.keySet().stream().filter(path -> path.endsWith(".sst")))
                    .hasSizeGreaterThan(RocksDbSnapshot.OPEN_FILES_MAX);
            assertThat(storage.openHandles).isZero();
        }
    }

    @Test
    void filesThatFollowEachOtherAreOpenedOneByOne() throws Exception {
        ByteStorage storage;
        int files = RocksDbSnapshot.OPEN_FILES_MAX + 10;
        try (Options options = new Options()
                        .setCreateIfMissing(true)
                        .setDisableAutoCompactions(true)
                        .setLevel0SlowdownWritesTrigger(1_000)
                        .setLevel0StopWritesTrigger(1_000);
                WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                FlushOptions flush = new FlushOptions();
                RocksDB database = RocksDB.open(options, scratch.resolve("db").toString())) {
            for (int file = 0; file < files; file++) {
                for (int i = 0; i < 10; i++) {
                    database.put(unlogged, new byte[] {(byte) file, (byte) i}, new byte[] {1});
                }
                database.flush(flush);
            }
            storage = NativeOracle.publish(database, scratch.resolve("checkpoint"));
        }

        assertThat(NativeOracle.all(NativeOracle.snapshot(storage, delimiter))).hasSize(10 * files);
        assertThat(storage.openHandlesMax).isEqualTo(1);
        assertThat(storage.openHandles).isZero();
    }

    @Test
    void readsOneBlockAtATime() throws Exception {
        operations = 50_000;
        flushes = 1;
        try (Options options = new Options()) {
            ByteStorage storage = compare(options, new BlockBasedTableConfig(), 9);
            assertThat(storage.files.values().stream()
                            .mapToInt(bytes -> bytes.length)
                            .max()
                            .orElseThrow())
                    .isGreaterThan(1_000_000);
            // The largest block is the one with the one large value, or the index.
            assertThat(storage.largestRead).isLessThan(300_000);
        }
    }

    @Test
    void bytesThatLookNegativeSortLast() throws Exception {
        ByteStorage storage;
        try (Options options = new Options().setCreateIfMissing(true);
                WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                RocksDB database = RocksDB.open(options, scratch.resolve("db").toString())) {
            database.put(unlogged, new byte[] {(byte) 0x80}, new byte[] {1});
            database.put(unlogged, new byte[] {0x7f}, new byte[] {2});
            database.put(unlogged, new byte[0], new byte[0]);
            storage = NativeOracle.publish(database, scratch.resolve("checkpoint"));
        }

        assertThat(NativeOracle.all(NativeOracle.snapshot(storage, delimiter)).keySet().stream()
                        .map(Bytes::toString))
                .containsExactly("", "7f", "80");
    }

    private ByteStorage compare(Options options, BlockBasedTableConfig table, long seed) throws Exception {
        Path directory = scratch.resolve("run-" + seed + "-" + table.formatVersion());
        Files.createDirectories(directory);
        try (StringAppendOperator append = new StringAppendOperator(delimiter.text());
                WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
                FlushOptions flush = new FlushOptions()) {
            options.setCreateIfMissing(true).setMergeOperator(append).setTableFormatConfig(table);
            try (RocksDB database =
                    RocksDB.open(options, directory.resolve("db").toString())) {
                Random random = new Random(seed);
                for (int i = 0; i < operations; i++) {
                    change(database, unlogged, random);
                    if (i % (operations / flushes) == 0) {
                        database.flush(flush);
                    }
                }
                database.put(unlogged, text("large"), incompressible(random, 200_000));
                ByteStorage storage = NativeOracle.publish(database, directory.resolve("checkpoint"));
                SortedMap<Bytes, Bytes> expected = NativeOracle.dump(database);

                assertThat(NativeOracle.all(NativeOracle.snapshot(storage, delimiter)))
                        .isEqualTo(expected);
                assertThat(expected).hasSizeGreaterThan(100);
                return storage;
            }
        }
    }

    private void change(RocksDB database, WriteOptions options, Random random) throws RocksDBException {
        byte[] key = key(random);
        int dice = random.nextInt(rangeDeletions ? 101 : 100);
        if (dice < 60) {
            database.put(options, key, value(random));
        } else if (dice < 75) {
            database.delete(options, key);
        } else if (dice < 100) {
            database.merge(options, key, text("m" + random.nextInt(1000)));
        } else {
            byte[] other = key(random);
            boolean ordered = Bytes.wrap(key).compareTo(Bytes.wrap(other)) < 0;
            database.deleteRange(options, ordered ? key : other, ordered ? other : key);
        }
    }

    private byte[] key(Random random) {
        int range = operations / 3;
        return text("key/with/a/long/shared/prefix/%07d".formatted(random.nextInt(range)));
    }

    private static byte[] value(Random random) {
        return random.nextInt(20) == 0
                ? incompressible(random, random.nextInt(3_000))
                : text("value ".repeat(random.nextInt(10)));
    }

    private static byte[] incompressible(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean usesCompression(ByteStorage storage, byte type) throws Exception {
        for (String path : storage.files.keySet()) {
            if (path.endsWith(".sst")) {
                for (BlockHandle block : SstAnatomy.of(storage, path).dataBlocks()) {
                    if (storage.bytes(path)[(int) (block.offset() + block.size())] == type) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
