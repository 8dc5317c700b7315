package dev.pawl.checkpoint.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file for what does not fit into memory; goes with the process at the latest. */
public final class ScratchFile implements AutoCloseable {
    private final FileChannel channel;
    private long length;

    private ScratchFile(FileChannel channel) {
        this.channel = channel;
    }

    /** In the directory for temporary files. */
    public static ScratchFile create() throws IOException {
        Path path = Files.createTempFile("pawl-", ".spill");
        return new ScratchFile(FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** Where the bytes are from now on. */
    public synchronized long append(byte[] bytes, int count) throws IOException {
        long position = length;
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, count);
        while (left.hasRemaining()) {
            length += channel.write(left, length);
        }
        return position;
    }

    /** Bytes that were appended; several threads may read. */
    public byte[] read(long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException("a file for temporary content was cut short by somebody else");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
