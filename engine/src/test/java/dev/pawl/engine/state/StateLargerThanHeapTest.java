package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More state than there is heap, in a process of its own: written, partly forgotten, and loaded again. */
class StateLargerThanHeapTest {
    private static final String HEAP = "-Xmx48m";
    private static final int BATCHES = 4;
    private static final int ROWS_PER_BATCH = 16_000;
    private static final int TEXT_BYTES = 1_000;
    private static final long FORGOTTEN = 2 * ROWS_PER_BATCH;

    @TempDir
    Path directory;

    @Test
    void isWrittenForgottenAndLoadedAgain() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What Spark's classes have to be allowed on this version of Java.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + directory));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StateLargerThanHeapTest.class.getName()));
        command.add(directory.resolve("checkpoint").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("moves from memory to RocksDB").endsWith("32000 rows, then 32000 rows\n");
    }

    public static void main(String[] args) throws IOException {
        RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
        try (Storage checkpoint = Storages.openForWriting(args[0], Durability.UNSYNCED, StateBench.names());
                StateMemory memory = StateMemory.ofProcess(StateBench.names())) {
            StateContext context =
                    StateBench.context(checkpoint, confs, StateSettings.DEFAULT, memory, StateBench.names());
            long left;
            try (StateStores stores = StateStores.open(context, StateBench.OPERATORS)) {
                for (int i = 0; i <= BATCHES; i++) {
                    int batch = i;
                    StateBench.batch(checkpoint, confs, stores, batch, all -> work(all.partition(0, 0), batch));
                }
                left = stores.partition(0, 0).store(StateBench.PLAIN).rows();
            }
            try (StateStores stores = StateStores.open(context, StateBench.OPERATORS)) {
                stores.load(BATCHES + 1);
                StateStore store = stores.partition(0, 0).store(StateBench.PLAIN);
                long found = 0;
                try (Entries entries = store.all()) {
                    while (entries.next()) {
                        found += entries.value().getUTF8String(0).numBytes() == TEXT_BYTES ? 1 : 0;
                    }
                }
                System.out.println(left + " rows, then " + found + " rows");
            }
        }
    }

    private static void work(PartitionState state, int batch) {
        StateStore store = state.store(StateBench.PLAIN);
        store.expireBy(EntryExpiry.ofKey(key -> key.getLong(1)));
        if (batch < BATCHES) {
            Random random = new Random(batch);
            for (int i = 0; i < ROWS_PER_BATCH; i++) {
                store.put(
                        StateBench.key("k", (long) batch * ROWS_PER_BATCH + i),
                        StateBench.text(
                                Character.toString('a' + random.nextInt(26)).repeat(TEXT_BYTES)));
            }
        } else {
            try (Entries over = store.expired(FORGOTTEN - 1)) {
                while (over.next()) {
                    store.remove(over.key());
                }
            }
        }
        state.commit();
    }
}
