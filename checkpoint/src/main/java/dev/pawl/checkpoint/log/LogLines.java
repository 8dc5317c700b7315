package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of one log file, read one at a time, each of limited length. */
final class LogLines implements AutoCloseable {
    /** Enough for the offsets of 100,000 Kafka partitions; small enough that its JSON tree fits a small heap. */
    static final int LINE_BYTES_MAX = 4 << 20;

    private static final int EXCERPT_CHARS_MAX = 60;
    private static final int VERSION_DIGITS_MAX = 9;

    private final LogFile file;
    private final InputStream in;
    private final long bytesMax;
    private final byte[] buffer = new byte[8192];
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(256);
    private int position;
    private int limit;
    private long bytesRead;
    private int lineNumber;

    LogLines(LogFile file, InputStream in, long bytesMax) {
        this.file = file;
        this.in = in;
        this.bytesMax = bytesMax;
    }

    /** The next line without its end, null after the last; a line end before the end of the file starts no line. */
    @Nullable
    String next() {
        lineNumber++;
        pending.reset();
        boolean ended = false;
        while (!ended && (position < limit || fill())) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            ended = end < limit;
            if (pending.size() + (end - position) > LINE_BYTES_MAX) {
                throw corrupt("it is longer than " + LINE_BYTES_MAX + " bytes");
            }
            pending.write(buffer, position, end - position);
            position = ended ? end + 1 : end;
        }
        return ended || pending.size() > 0 ? decode() : null;
    }

    private boolean fill() {
        try {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        } catch (IOException e) {
            throw file.unavailable("read", e);
        }
        bytesRead += limit;
        if (bytesRead > bytesMax) {
            throw new PawlException(
                    ErrorCode.FILE_TOO_LARGE,
                    "File " + file + " should be small but is larger than " + bytesMax + " bytes.");
        }
        return limit > 0;
    }

    private String decode() {
        byte[] bytes = pending.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw corrupt("expected UTF-8 text, found other bytes");
        }
    }

    /** The next line, which must be there. */
    String expect(String what) {
        String line = next();
        if (line == null) {
            throw corrupt("expected " + what + ", found the end of the file");
        }
        return line;
    }

    void expectEnd() {
        String line = next();
        if (line != null) {
            throw corrupt("expected the end of the file, found " + excerpt(line));
        }
    }

    /** Reads the line with the version, which must not be newer than the newest one known. */
    int version(int newest) {
        return version(expect("a version such as v1"), newest);
    }

    int version(String line, int newest) {
        String text = line.strip();
        boolean wellFormed = text.length() >= 2
                && text.length() <= 1 + VERSION_DIGITS_MAX
                && text.charAt(0) == 'v'
                && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
        int version = wellFormed ? Integer.parseInt(text.substring(1)) : 0;
        if (version == 0) {
            throw corrupt("expected a version such as v1, found " + excerpt(line));
        }
        if (version > newest) {
            String supported = newest == 1 ? "only v1 is supported" : "supported are v1 to v" + newest;
            throw new PawlException(
                    ErrorCode.INVALID_LOG_VERSION,
                    "File " + file + " has log version v" + version + ", but " + supported + ".");
        }
        return version;
    }

    /** An error about the line read last. */
    PawlException corrupt(String problem) {
        return file.corrupt(lineNumber, problem);
    }

    /** Text of a file as it may stand in a message: short and printable. */
    static String excerpt(String text) {
        StringBuilder printable = new StringBuilder("\"");
        text.codePoints()
                .limit(EXCERPT_CHARS_MAX)
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return printable
                .append(text.codePointCount(0, text.length()) > EXCERPT_CHARS_MAX ? "…\"" : "\"")
                .toString();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw file.unavailable("close", e);
        }
    }
}
