package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.storage.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.StringAppendOperator;

/** RocksDB itself, to compare with. */
final class NativeOracle {
    static final String STORE = "state/0/0";
    static final String ZIP = "1.zip";

    static {
        RocksDB.loadLibrary();
    }

    private NativeOracle() {}

    /** Puts a snapshot together the way Spark does and reads it with RocksDB. */
    static SortedMap<Bytes, Bytes> read(
            ByteStorage storage, String store, String zipName, MergeDelimiter delimiter, Path scratch)
            throws IOException, RocksDBException {
        Files.createDirectories(scratch);
        byte[] zip = storage.bytes(store + "/" + zipName);
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.getName().equals(SnapshotZip.METADATA)) {
                    Files.write(scratch.resolve(entry.getName()), in.readAllBytes());
                }
            }
        }
        RocksDbSnapshot snapshot = RocksDbSnapshot.open(storage, store, zipName, delimiter);
        for (SnapshotFile file : snapshot.metadata().sstFiles()) {
            Files.write(
                    scratch.resolve(file.localFileName()),
                    storage.bytes(store + "/" + RocksDbSnapshot.SST_DIRECTORY + "/" + file.dfsSstFileName()));
        }
        try (StringAppendOperator append = new StringAppendOperator(delimiter.text());
                Options options = new Options()
                        .setMergeOperator(append)
                        .setCreateIfMissing(snapshot.metadata().sstFiles().isEmpty());
                RocksDB database = RocksDB.open(options, scratch.toString())) {
            return dump(database);
        }
    }

    static SortedMap<Bytes, Bytes> dump(RocksDB database) {
        TreeMap<Bytes, Bytes> all = new TreeMap<>();
        try (RocksIterator iterator = database.newIterator()) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                all.put(Bytes.wrap(iterator.key()), Bytes.wrap(iterator.value()));
            }
        }
        return all;
    }

    /** Copies the flushed database into a storage, as the snapshot {@link #ZIP} of {@link #STORE}. */
    static ByteStorage publish(RocksDB database, Path scratch) throws IOException, RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
                Checkpoint checkpoint = Checkpoint.create(database)) {
            database.flush(flush);
            checkpoint.createCheckpoint(scratch.toString());
        }
        ByteStorage storage = new ByteStorage();
        Map<String, Content> small = new LinkedHashMap<>();
        List<SnapshotFile> tables = new ArrayList<>();
        try (Stream<Path> paths = Files.list(scratch)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                byte[] bytes = Files.readAllBytes(path);
                String name = String.valueOf(path.getFileName());
                if (name.endsWith(SnapshotFile.SUFFIX)) {
                    tables.add(new SnapshotFile(name, "x" + name, bytes.length));
                    storage.files.put(STORE + "/" + RocksDbSnapshot.SST_DIRECTORY + "/x" + name, bytes);
                } else {
                    small.put(name, Content.of(bytes));
                }
            }
        }
        SnapshotMetadata metadata = new SnapshotMetadata(tables, 0, 0, ColumnFamilies.NONE);
        small.put(SnapshotZip.METADATA, Content.of(metadata.format()));
        storage.replace(STORE + "/" + ZIP, SnapshotZip.of(small));
        return storage;
    }

    static RocksDbSnapshot snapshot(ByteStorage storage, MergeDelimiter delimiter) {
        return RocksDbSnapshot.open(storage, STORE, ZIP, delimiter);
    }

    /** Everything a snapshot holds; fails if keys do not ascend. */
    static SortedMap<Bytes, Bytes> all(RocksDbSnapshot snapshot) throws IOException {
        TreeMap<Bytes, Bytes> all = new TreeMap<>();
        try (StateCursor cursor = snapshot.cursor()) {
            while (cursor.next()) {
                if (!all.isEmpty() && all.lastKey().compareTo(cursor.key()) >= 0) {
                    throw new AssertionError(cursor.key() + " after " + all.lastKey());
                }
                all.put(cursor.key(), cursor.value());
            }
        }
        return all;
    }
}
