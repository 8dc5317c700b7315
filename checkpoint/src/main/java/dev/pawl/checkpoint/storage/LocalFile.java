package dev.pawl.checkpoint.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A local file open for reading at chosen positions, by any number of threads. */
final class LocalFile implements RandomAccess {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private LocalFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static LocalFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new LocalFile(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (position < 0 || position > size - length) {
            throw new EOFException(path + ": expected " + length + " bytes at position " + position + ", size=" + size);
        }
        int done = 0;
        while (done < length) {
            int wanted = Math.min(length - done, LocalStreams.BYTES_PER_CALL_MAX);
            int read = channel.read(ByteBuffer.wrap(target, offset + done, wanted), position + done);
            if (read < 0) {
                throw new EOFException(path + " became shorter while it was read");
            }
            done += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
