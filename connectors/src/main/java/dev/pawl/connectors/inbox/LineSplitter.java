package dev.pawl.connectors.inbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts bytes that come in pieces into lines, which end with LF, CR or both. Not for several threads. */
final class LineSplitter {
    private final int lineBytesMax;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean endedWithCr;

    LineSplitter(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
    }

    /** The lines that end in this piece. */
    List<byte[]> split(byte[] bytes, int length) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' && endedWithCr && i == from && begun.size() == 0) {
                from = i + 1;
                endedWithCr = false;
                continue;
            }
            endedWithCr = b == '\r';
            if (b == '\n' || b == '\r') {
                begun.write(bytes, from, i - from);
                lines.add(take());
                from = i + 1;
            }
        }
        begun.write(bytes, from, length - from);
        return lines;
    }

    boolean isTooLong() {
        return begun.size() > lineBytesMax;
    }

    boolean hasBegun() {
        return begun.size() > 0;
    }

    /** What came since the last end of a line. */
    byte[] take() {
        byte[] line = begun.toByteArray();
        begun.reset();
        for (byte b : line) {
            if (b < 0) {
                // What is no UTF-8 is replaced, as Spark does.
                return new String(line, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            }
        }
        return line;
    }
}
