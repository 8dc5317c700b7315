package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a file or of a part of one, without their ends. A part has the lines that begin in it; a line that begins right
 * at the end of a part belongs to it too, and the next part leaves its first line out.
 */
final class Lines implements Closeable {
    private static final int BUFFER_BYTES = 128 << 10;

    /** As Spark's readers: no line is longer than an array. */
    private static final int LINE_BYTES_MAX = Integer.MAX_VALUE - 64;

    private final Source source;
    /** Empty for any of the usual ends: \n, \r\n, \r. */
    private final byte[] separator;

    private final long end;
    /** Whether the first line is that of the file. */
    private final boolean isCounted;

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean isAtEnd;
    /** Where in the file the next line begins. */
    private long nextStart;

    private long number;
    private long beginning;
    private int lineStart;
    private int lineLength;

    private Lines(Source source, byte[] separator, long start, long end) {
        this.isCounted = start == 0;
        this.source = source;
        this.separator = separator;
        this.nextStart = start;
        this.end = end;
    }

    static Lines of(FilePart part, byte[] separator) throws IOException {
        FileContent content = part.content();
        if (part.isWhole()) {
            InputStream in = content.readPlain();
            return new Lines(new Stream(in), separator, 0, Long.MAX_VALUE);
        }
        Lines lines = new Lines(new Range(content.open(), part.start()), separator, part.start(), part.end());
        if (part.start() > 0) {
            lines.next();
        }
        return lines;
    }

    /** A line end that is found with a separator. */
    static byte[] endOf(byte[] separator) {
        return separator.length == 0 ? new byte[] {'\n'} : separator.clone();
    }

    /** Moves on to the next line; false at the end. */
    boolean next() throws IOException {
        if (nextStart > end) {
            return false;
        }
        int scanned = position;
        while (true) {
            int found = separator.length == 0 ? findUsualEnd(scanned) : findSeparator(scanned);
            if (found >= 0) {
                int endLength = separator.length == 0 ? usualEndLength(found) : separator.length;
                return line(found, endLength);
            }
            if (isAtEnd) {
                return limit > position && line(limit, 0);
            }
            int unscannable = separator.length == 0 ? 1 : separator.length - 1;
            int kept = limit - position;
            fill();
            scanned = position + Math.max(0, kept - unscannable);
        }
    }

    private boolean line(int lineEnd, int endLength) {
        number++;
        beginning = nextStart;
        lineStart = position;
        lineLength = lineEnd - position;
        nextStart += lineLength + endLength;
        position = lineEnd + endLength;
        return true;
    }

    private int findUsualEnd(int from) {
        byte[] bytes = buffer;
        for (int i = from; i < limit; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                return i;
            }
            if (b == '\r') {
                // The \n that may follow must be in sight.
                return i + 1 < limit || isAtEnd ? i : -1;
            }
        }
        return -1;
    }

    private int usualEndLength(int at) {
        return buffer[at] == '\r' && at + 1 < limit && buffer[at + 1] == '\n' ? 2 : 1;
    }

    private int findSeparator(int from) {
        for (int i = from; i + separator.length <= limit; i++) {
            if (Arrays.equals(buffer, i, i + separator.length, separator, 0, separator.length)) {
                return i;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == buffer.length) {
            if (limit == LINE_BYTES_MAX) {
                throw new PawlException(
                        ErrorCode.FAILED_READ_FILE, "A line has more than " + LINE_BYTES_MAX + " bytes.");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, LINE_BYTES_MAX));
        }
        int count = source.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            isAtEnd = true;
        } else {
            limit += count;
        }
    }

    /** Where in the file the line is: {@code line 3}, or in a part of a file {@code byte 134217729}, counted from 1. */
    String position() {
        return isCounted ? "line " + number : "byte " + (beginning + 1);
    }

    /** Valid until the next line. */
    byte[] bytes() {
        return buffer;
    }

    int start() {
        return lineStart;
    }

    int length() {
        return lineLength;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private interface Source extends Closeable {
        int read(byte[] target, int offset, int length) throws IOException;
    }

    private record Stream(InputStream in) implements Source {
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Range implements Source {
        private final RandomAccess file;
        private long at;

        Range(RandomAccess file, long start) {
            this.file = file;
            this.at = start;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = (int) Math.min(length, file.size() - at);
            if (count <= 0) {
                return -1;
            }
            file.readFully(at, target, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
