package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Passes the content on as it comes, and knows how its storage ends a file well or throws it away. */
final class StreamedFileOutput extends FileOutput {
    /** What a storage does at the end of a file. */
    interface End {
        void reach(OutputStream out) throws IOException;
    }

    private final OutputStream out;
    private final End published;
    private final End abandoned;
    private long position;
    private boolean isEnded;

    StreamedFileOutput(OutputStream out, End published, End abandoned) {
        this.out = out;
        this.published = published;
        this.abandoned = abandoned;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        position++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
        position += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void publish() throws IOException {
        published.reach(out);
        isEnded = true;
    }

    @Override
    public void close() throws IOException {
        if (!isEnded) {
            isEnded = true;
            abandoned.reach(out);
        }
    }
}
