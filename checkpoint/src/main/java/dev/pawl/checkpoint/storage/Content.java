package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a file will hold, written on demand so that large files need no copy in memory. */
@FunctionalInterface
public interface Content {
    /** Writes everything; the caller closes the stream. */
    void writeTo(OutputStream out) throws IOException;

    static Content of(byte[] bytes) {
        byte[] copy = bytes.clone();
        return out -> out.write(copy);
    }

    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
