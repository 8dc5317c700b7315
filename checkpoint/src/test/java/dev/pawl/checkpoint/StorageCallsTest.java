package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look at a checkpoint costs: on an object store each call is a request, and there may be thousands of files. */
class StorageCallsTest {
    /** Notes every call. */
    private static final class Counted implements Storage {
        private final Storage storage;
        private final List<String> listed = new ArrayList<>();
        private final List<String> read = new ArrayList<>();

        Counted(Storage storage) {
            this.storage = storage;
        }

        @Override
        public String root() {
            return storage.root();
        }

        @Override
        public List<StorageEntry> list(String directory) throws IOException {
            listed.add(directory);
            return storage.list(directory);
        }

        @Override
        public InputStream read(String path) throws IOException {
            read.add(path);
            return storage.read(path);
        }

        @Override
        public RandomAccess open(String path) throws IOException {
            read.add(path);
            return storage.open(path);
        }

        @Override
        public void createNew(String path, Content content) throws IOException {
            storage.createNew(path, content);
        }

        @Override
        public void replace(String path, Content content) throws IOException {
            storage.replace(path, content);
        }

        @Override
        public void delete(String path) throws IOException {
            storage.delete(path);
        }

        @Override
        public void close() throws IOException {
            storage.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agg-simple-hdfs", "agg-simple-rocksdb-changelog", "join-inner-v2-hdfs", "tws-event"})
    void everyDirectoryIsListedOnceAndNoStateFileIsRead(String fixture) {
        Counted storage = new Counted(Storages.open(Fixtures.directory(fixture).toString()));
        try (Checkpoint checkpoint = Checkpoint.open(storage)) {
            storage.listed.clear();
            assertThat(checkpoint.health()).isEqualTo(Health.OK);
            assertThat(checkpoint.restorableBatches()).isNotEmpty();
            assertThat(checkpoint.sizes()).isNotEmpty();
        }

        assertThat(storage.listed).doesNotHaveDuplicates();
        assertThat(storage.read).noneMatch(path -> path.matches(".*\\.(delta|snapshot|changelog|zip|sst)"));
        assertThat(storage.read.stream().filter(path -> path.startsWith("commits/")))
                .hasSizeLessThanOrEqualTo(2);
    }
}
