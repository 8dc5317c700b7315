package dev.pawl.cli.state;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.rocksdb.ColumnFamilies;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshotWriter;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.RowEncoder;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.row.ValueCodec;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangeKind;
import dev.pawl.checkpoint.state.ChangelogFormat;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes checkpoints with as much state as one likes: versions of one partition of an aggregation, keys {@code u0}, {@code u1}, … */
final class BigState {
    private static final StructType KEY = StructType.of(StructField.nullable("user", StringType.BINARY_ORDER));
    private static final StructType VALUE = StructType.of(
            StructField.nullable("count", LeafType.LONG),
            StructField.nullable("amount", LeafType.DOUBLE),
            StructField.nullable("last", LeafType.TIMESTAMP));

    private final Storage storage;
    private final Form form;
    private final Path scratch;
    private final Map<String, StateFileWriter> writers = new HashMap<>();

    /** How a version is written. */
    enum Form {
        SNAPSHOT,
        DELTA,
        ZIP,
        CHANGELOG;

        private boolean isRocksDb() {
            return this == ZIP || this == CHANGELOG;
        }
    }

    private BigState(Path directory, Form form) {
        this.form = form;
        this.scratch = directory.resolveSibling(directory.getFileName() + "-scratch");
        this.storage = Storages.openForWriting(directory.toString(), Durability.UNSYNCED, () -> UUID.randomUUID()
                .toString());
    }

    /** {@code DIRECTORY FORM ROWS}, or {@code DIRECTORY BATCHES x PARTITIONS} for many files with nothing in them. */
    public static void main(String[] args) throws IOException {
        if (args.length > 3) {
            BigState.writeWide(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[3]));
        } else {
            BigState.write(Path.of(args[0]), Form.valueOf(args[1]), Long.parseLong(args[2]));
        }
    }

    /** So many committed batches, each with a delta without rows in so many partitions. */
    static void writeWide(Path directory, int batches, int partitions) throws IOException {
        BigState state = new BigState(directory, Form.DELTA);
        state.describe(partitions);
        for (int version = 1; version <= batches; version++) {
            state.plan(version, partitions);
            for (int partition = 0; partition < partitions; partition++) {
                state.version(partition, version, 0, 0);
            }
            state.commit(version);
        }
        state.storage.close();
    }

    /** A checkpoint whose only version has so many rows. */
    static void write(Path directory, Form form, long rows) throws IOException {
        BigState state = new BigState(directory, form);
        state.describe(1);
        state.plan(1, 1);
        state.version(0, 1, rows, 0);
        state.commit(1);
        state.storage.close();
    }

    /** Two versions of which one row in {@code oneIn} differs. */
    static void writeTwo(Path directory, Form form, long rows, int oneIn) throws IOException {
        BigState state = new BigState(directory, form);
        state.describe(1);
        state.plan(1, 1);
        state.version(0, 1, rows, 0);
        state.commit(1);
        state.plan(2, 1);
        state.version(0, 2, rows, oneIn);
        state.commit(2);
        state.storage.close();
    }

    /** As many partitions as there are numbers of rows. */
    static void writeSkewed(Path directory, long... rows) throws IOException {
        BigState state = new BigState(directory, Form.SNAPSHOT);
        state.describe(rows.length);
        state.plan(1, rows.length);
        for (int partition = 0; partition < rows.length; partition++) {
            state.version(partition, 1, rows[partition], 0);
        }
        state.commit(1);
        state.storage.close();
    }

    private void describe(int partitions) throws IOException {
        new QueryMetadata("00000000-0000-4000-8000-000000000001").createNew(storage);
        OperatorDirectory operator = new OperatorDirectory(storage, 0);
        StoreInfo store = new StoreInfo("default", 0, partitions, List.of());
        operator.createMetadata(new OperatorMetadata(1, 0, "stateStoreSave", List.of(store), Optional.empty()));
        operator.createSchema("default", StoreSchema.single(SchemaJson.format(KEY), SchemaJson.format(VALUE)));
    }

    private void plan(long version, int partitions) {
        String provider = "org.apache.spark.sql.execution.streaming.state."
                + (form.isRocksDb() ? "RocksDBStateStoreProvider" : "HDFSBackedStateStoreProvider");
        RecordedConfs confs = RecordedConfs.complete(Map.of(
                RecordedConf.STATE_STORE_PROVIDER,
                provider,
                RecordedConf.SHUFFLE_PARTITIONS,
                Integer.toString(partitions)));
        new OffsetLog(storage)
                .append(OffsetEntry.of(
                        version - 1, OffsetMetadata.of(0, 0, confs), List.of(new SourceOffset("" + version))));
    }

    private void commit(long version) {
        new CommitLog(storage).append(CommitEntry.v1(version - 1, 0));
    }

    private void version(int partition, long version, long rows, int oneIn) throws IOException {
        String store = "state/0/" + partition;
        StateFileWriter files = writers.computeIfAbsent(
                store,
                path -> new StateFileWriter(
                        storage,
                        StoreFiles.list(storage, path),
                        CompressionCodec.LZ4,
                        Checksums.by(() -> Instant.EPOCH, "driver", "test")));
        Rows cursor = new Rows(form.isRocksDb(), rows, oneIn);
        switch (form) {
            case SNAPSHOT -> files.writeSnapshot(version, cursor);
            case DELTA -> files.writeDelta(version, cursor);
            case CHANGELOG -> files.writeChangelog(version, ChangelogFormat.V1, cursor);
            case ZIP -> {
                try (ScratchDirectory work = ScratchDirectory.create(scratch)) {
                    new RocksDbSnapshotWriter(
                                    storage, store, () -> UUID.randomUUID().toString())
                            .write(version + ".zip", cursor, ColumnFamilies.NONE, MergeDelimiter.COMMA, work);
                }
            }
        }
    }

    /** Both all rows and the changes that make them. */
    private static final class Rows implements StateCursor, ChangeCursor {
        private final RowEncoder keys = RowEncoder.ofKeys(KEY);
        private final RowEncoder values = RowEncoder.of(VALUE);
        private final boolean isRocksDb;
        private final KeyCodec codec;
        private final long count;
        private final int oneIn;
        private long next;
        private Bytes key = Bytes.EMPTY;
        private Bytes value = Bytes.EMPTY;

        Rows(boolean isRocksDb, long count, int oneIn) {
            this.isRocksDb = isRocksDb;
            this.count = count;
            this.oneIn = oneIn;
            try {
                codec = KeyCodec.of(KEY, new KeyLayout.NoPrefix());
            } catch (RowProblem e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean next() throws IOException {
            if (next == count) {
                return false;
            }
            boolean isOther = oneIn > 0 && next % oneIn == 0;
            byte[] keyRow = keys.encode(Row.of("u" + next));
            byte[] valueRow = values.encode(
                    Row.of(isOther ? -1L : next % 100, next / 8.0, Instant.ofEpochSecond(1_700_000_000L + next)));
            try {
                key = Bytes.wrap(isRocksDb ? codec.encode(keyRow) : keyRow);
                value = Bytes.wrap(isRocksDb ? ValueCodec.encode(valueRow) : valueRow);
            } catch (RowProblem e) {
                throw new IOException(e);
            }
            next++;
            return true;
        }

        @Override
        public ChangeKind kind() {
            return ChangeKind.PUT;
        }

        @Override
        public Bytes key() {
            return key;
        }

        @Override
        public Bytes value() {
            return value;
        }

        @Override
        public void close() {}
    }
}
