package dev.pawl.engine.state;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** A query without anything but state: texts by text and number, in one partition. */
final class StateBench {
    static final String HDFS = "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider";
    static final String ROCKSDB = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";
    static final StructType KEY =
            new StructType().add("group", DataTypes.StringType).add("number", DataTypes.LongType);
    static final StructType VALUE = new StructType().add("text", DataTypes.StringType);
    static final String PLAIN = "plain";
    static final String PREFIXED = "prefixed";
    static final List<OperatorSpec> OPERATORS = List.of(new OperatorSpec(
            0, "test", 1, List.of(new StoreSpec(PLAIN, KEY, VALUE, 0), new StoreSpec(PREFIXED, KEY, VALUE, 1))));

    private static final AtomicLong NAMES = new AtomicLong();

    private StateBench() {}

    static StateMemory memory(long heapBytesMax, long changeBytesMax) {
        Supplier<String> names = () -> Long.toString(NAMES.incrementAndGet());
        // RocksDB syncs what it writes, which costs nothing where there is no disk.
        Path shared = Path.of("/dev/shm");
        Path scratch = Files.isWritable(shared) ? shared : Path.of("target");
        return new StateMemory(heapBytesMax, 8 << 20, changeBytesMax, scratch, names);
    }

    static RecordedConfs confs(String provider) {
        Map<RecordedConf, String> chosen = new EnumMap<>(RecordedConf.class);
        chosen.put(RecordedConf.STATE_STORE_PROVIDER, provider);
        chosen.put(RecordedConf.SHUFFLE_PARTITIONS, "1");
        return RecordedConfs.complete(chosen);
    }

    /** A snapshot after every third batch, two batches retained, and upkeep after each batch in the thread of the batch. */
    static StateSettings settings(StoreKind kind) {
        return new StateSettings(kind, 2, 3, Duration.ZERO);
    }

    static StateContext context(
            Storage checkpoint,
            RecordedConfs confs,
            StateSettings settings,
            StateMemory memory,
            Supplier<String> names) {
        return new StateContext(
                checkpoint,
                confs,
                settings,
                memory,
                direct(),
                Runnable::run,
                InstantSource.fixed(Instant.EPOCH),
                names);
    }

    /** Leaves what a first batch with unique ids leaves that was not committed: Pawl itself begins no such checkpoint. */
    static void beginWithIds(Storage checkpoint) {
        try {
            checkpoint.replace("state/0/0/" + PLAIN + "/1_lost.changelog", Content.of("lost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Supplier<String> names() {
        return () -> "n" + NAMES.incrementAndGet();
    }

    static UnsafeRow key(String group, long number) {
        UnsafeRowWriter writer = new UnsafeRowWriter(2, 64);
        writer.reset();
        writer.zeroOutNullBytes();
        writer.write(0, UTF8String.fromString(group));
        writer.write(1, number);
        return writer.getRow().copy();
    }

    static UnsafeRow text(String text) {
        UnsafeRowWriter writer = new UnsafeRowWriter(1, 64);
        writer.reset();
        writer.zeroOutNullBytes();
        writer.write(0, UTF8String.fromString(text));
        return writer.getRow().copy();
    }

    /** What a store holds, by {@code group/number}. */
    static Map<String, String> content(Entries entries) {
        TreeMap<String, String> content = new TreeMap<>();
        try (entries) {
            while (entries.next()) {
                String old = content.put(name(entries.key()), entries.value().getString(0));
                if (old != null) {
                    throw new AssertionError("twice: " + name(entries.key()));
                }
            }
        }
        return content;
    }

    static String name(UnsafeRow key) {
        return key.getString(0) + "/" + key.getLong(1);
    }

    /** A batch as a query runs it, with an offset log and a commit log. */
    static void batch(
            Storage checkpoint, RecordedConfs confs, StateStores stores, long batchId, Consumer<StateStores> tasks) {
        OffsetLog offsets = new OffsetLog(checkpoint);
        if (!offsets.batchIds().contains(batchId)) {
            offsets.append(OffsetEntry.of(batchId, OffsetMetadata.of(0, 0, confs), List.of()));
        }
        stores.begin(batchId);
        tasks.accept(stores);
        Optional<Map<Long, List<List<String>>>> ids = stores.uniqueIds();
        CommitLog commits = new CommitLog(checkpoint);
        commits.append(ids.map(known -> CommitEntry.v2(batchId, 0, known)).orElseGet(() -> CommitEntry.v1(batchId, 0)));
        stores.committed(batchId);
    }

    static ExecutorService direct() {
        return new AbstractExecutorService() {
            @Override
            public void execute(Runnable task) {
                task.run();
            }

            @Override
            public void shutdown() {}

            @Override
            public List<Runnable> shutdownNow() {
                return List.of();
            }

            @Override
            public boolean isShutdown() {
                return false;
            }

            @Override
            public boolean isTerminated() {
                return false;
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) {
                return true;
            }
        };
    }
}
