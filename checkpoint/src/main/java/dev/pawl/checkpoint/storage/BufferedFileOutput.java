package dev.pawl.checkpoint.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** For a storage that can only be given a whole file: keeps the content in memory until it is published. */
final class BufferedFileOutput extends FileOutput {
    private final Storage storage;
    private final String path;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    BufferedFileOutput(Storage storage, String path) {
        this.storage = storage;
        this.path = path;
    }

    @Override
    public void write(int b) {
        content.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        content.write(source, offset, length);
    }

    @Override
    public long position() {
        return content.size();
    }

    @Override
    public void publish() throws IOException {
        storage.createNew(path, content::writeTo);
    }

    @Override
    public void close() {}
}
