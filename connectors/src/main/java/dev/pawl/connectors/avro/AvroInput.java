package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.IOException;
import org.apache.avro.file.SeekableInput;

/** An open file as the library reads it, which closes it. */
final class AvroInput implements SeekableInput {
    private final RandomAccess file;
    private long position;

    AvroInput(RandomAccess file) {
        this.file = file;
    }

    @Override
    public void seek(long target) {
        position = target;
    }

    @Override
    public long tell() {
        return position;
    }

    @Override
    public long length() {
        return file.size();
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
    public void close() throws IOException {
        file.close();
    }
}
