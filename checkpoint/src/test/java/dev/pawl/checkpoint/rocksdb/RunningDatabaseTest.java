package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningDatabaseTest {
    private static final long MEMORY_BYTES = 64 << 20;
    private static final int DATABASES = 40;
    private static final int ROWS = 50;
    private static final int KEY_BYTES = 100;
    private static final long BYTES_PER_DATABASE = 256 << 10;

    @TempDir
    Path directory;

    /** Spark's checkpoints have 200 partitions, and several operators: the memory for all of them is one. */
    @Test
    void aDatabaseOfAFewRowsTakesLittleOfTheSharedMemory() {
        byte[] key = new byte[KEY_BYTES];
        try (NativeMemory memory = new NativeMemory(MEMORY_BYTES)) {
            List<RunningDatabase> databases = new ArrayList<>();
            try {
                for (int i = 0; i < DATABASES; i++) {
                    RunningDatabase database =
                            RunningDatabase.create(directory.resolve("db" + i).toString(), memory);
                    databases.add(database);
                    for (int row = 0; row < ROWS; row++) {
                        key[0] = (byte) row;
                        database.put(key, 0, key.length, key, 0, key.length);
                        database.time(row, key, 0, key.length);
                    }
                }
                assertThat(memory.usedBytes()).isLessThan(DATABASES * BYTES_PER_DATABASE);
            } finally {
                databases.forEach(RunningDatabase::close);
            }
        }
    }
}
