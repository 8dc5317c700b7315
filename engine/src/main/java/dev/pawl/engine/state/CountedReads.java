package dev.pawl.engine.state;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A storage that counts the bytes read from it. */
final class CountedReads implements Storage {
    private final Storage storage;
    private final LongAdder bytes = new LongAdder();

    CountedReads(Storage storage) {
        this.storage = storage;
    }

    long bytes() {
        return bytes.sum();
    }

    @Override
    public String root() {
        return storage.root();
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        return storage.list(directory);
    }

    @Override
    public InputStream read(String path) throws IOException {
        return new FilterInputStream(storage.read(path)) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                bytes.add(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                bytes.add(Math.max(0, count));
                return count;
            }
        };
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        RandomAccess file = storage.open(path);
        return new RandomAccess() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                file.readFully(position, target, offset, length);
                bytes.add(length);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
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
