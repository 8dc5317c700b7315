package dev.pawl.checkpoint.storage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Streams over local files that move a bounded number of bytes per call: the JDK keeps, for each thread, a direct buffer as
 * large as the largest array it was ever given.
 */
final class LocalStreams {
    static final int BYTES_PER_CALL_MAX = 1 << 16;

    private static final int READ_BUFFER_BYTES = 1 << 14;

    private LocalStreams() {}

    static InputStream open(Path path) throws IOException {
        return new BufferedInputStream(new Input(Files.newInputStream(path)), READ_BUFFER_BYTES);
    }

    static OutputStream create(Path path) throws IOException {
        OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new BufferedOutputStream(new Output(file), BYTES_PER_CALL_MAX);
    }

    private static final class Input extends FilterInputStream {
        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, BYTES_PER_CALL_MAX));
        }
    }

    private static final class Output extends FilterOutputStream {
        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += BYTES_PER_CALL_MAX) {
                out.write(source, offset + done, Math.min(length - done, BYTES_PER_CALL_MAX));
            }
        }
    }
}
