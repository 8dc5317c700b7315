package dev.pawl.engine.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of one attempt of a task until it is known what becomes of them: few in memory, many in a file of the system's own. */
final class LetterSpool implements Closeable {
    private static final int MEMORY_BYTES_MAX = 1 << 20;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream onDisk;

    void add(String line) throws IOException {
        memory.write(line.getBytes(StandardCharsets.UTF_8));
        memory.write('\n');
        if (memory.size() >= MEMORY_BYTES_MAX) {
            moveToDisk();
        }
    }

    private void moveToDisk() throws IOException {
        OutputStream out = onDisk;
        if (out == null) {
            Path created = Files.createTempFile("pawl-dead-letters", ".json");
            file = created;
            out = Files.newOutputStream(created);
            onDisk = out;
        }
        memory.writeTo(out);
        memory.reset();
    }

    void copyTo(OutputStream target) throws IOException {
        if (onDisk != null && file != null) {
            onDisk.flush();
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(target);
            }
        }
        memory.writeTo(target);
    }

    @Override
    public void close() throws IOException {
        if (onDisk != null && file != null) {
            onDisk.close();
            Files.deleteIfExists(file);
        }
    }
}
