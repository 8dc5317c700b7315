package dev.pawl.connectors.parquet;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** An open file as the library reads it; closed by the stream. */
record ParquetInput(RandomAccess file) implements InputFile {
    /** The library puts it in front of "is not a Parquet file". */
    @Override
    public String toString() {
        return "it";
    }

    @Override
    public long getLength() {
        return file.size();
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(file);
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
            int count = (int) Math.min(length, file.size() - position);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            file.readFully(position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public void readFully(byte[] target) throws IOException {
            readFully(target, 0, target.length);
        }

        @Override
        public void readFully(byte[] target, int offset, int length) throws IOException {
            file.readFully(position, target, offset, length);
            position += length;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            byte[] bytes = new byte[target.remaining()];
            int count = read(bytes, 0, bytes.length);
            if (count > 0) {
                target.put(bytes, 0, count);
            }
            return count;
        }

        @Override
        public void readFully(ByteBuffer target) throws IOException {
            byte[] bytes = new byte[target.remaining()];
            if (position + bytes.length > file.size()) {
                throw new EOFException("the file ends before " + (position + bytes.length));
            }
            readFully(bytes, 0, bytes.length);
            target.put(bytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
