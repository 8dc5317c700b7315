package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** One file, opened when it is read. */
record StorageInputFile(Storage storage, String path, String relative) implements InputFile {
    @Override
    public long length() throws IOException {
        try (RandomAccess file = open()) {
            return file.size();
        }
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return new Stream(open());
    }

    /** Kernel knows the absence of a file by another exception. */
    private RandomAccess open() throws IOException {
        try {
            return storage.open(relative);
        } catch (NoSuchFileException e) {
            FileNotFoundException missing = new FileNotFoundException(relative);
            missing.initCause(e);
            throw missing;
        }
    }

    private static final class Stream extends SeekableInputStream {
        private final RandomAccess file;
        private final byte[] single = new byte[1];
        private long position;

        Stream(RandomAccess file) {
            this.file = file;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void seek(long target) {
            position = target;
        }

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = (int) Math.min(length, file.size() - position);
            if (count <= 0) {
                return -1;
            }
            file.readFully(position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public void readFully(byte[] target, int offset, int length) throws IOException {
            file.readFully(position, target, offset, length);
            position += length;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
