package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.util.List;

/** One file in memory, under whatever name it is asked for. */
final class MemoryFile implements Storage {
    private final byte[] bytes;

    MemoryFile(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public String root() {
        return "memory";
    }

    @Override
    public List<StorageEntry> list(String directory) {
        return List.of();
    }

    @Override
    public InputStream read(String path) {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public RandomAccess open(String path) {
        return new RandomAccess() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws EOFException {
                if (position + length > bytes.length) {
                    throw new EOFException("the file has " + bytes.length + " bytes");
                }
                System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createNew(String path, Content content) {
        throw readOnly();
    }

    @Override
    public void replace(String path, Content content) {
        throw readOnly();
    }

    @Override
    public void delete(String path) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a record that was kept is only read");
    }

    @Override
    public void close() {}
}
