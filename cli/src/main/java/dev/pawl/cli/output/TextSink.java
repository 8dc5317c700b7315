package dev.pawl.cli.output;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.row.JsonBuffer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text on its way out: UTF-8 whatever the locale, and sent in large pieces. */
public final class TextSink {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream bytes;
    private final Writer writer;
    /** Whether the writer may hold text back, which then goes first. */
    private boolean isWriterUsed;

    private char[] chars = new char[1024];

    public TextSink(OutputStream stream) {
        bytes = new BufferedOutputStream(stream, BUFFER_BYTES);
        writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
    }

    public void write(String text) {
        isWriterUsed = true;
        try {
            writer.write(text);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void write(StringBuilder text) {
        int length = text.length();
        if (length > chars.length) {
            chars = new char[Math.max(length, chars.length * 2)];
        }
        text.getChars(0, length, chars, 0);
        isWriterUsed = true;
        try {
            writer.write(chars, 0, length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void write(JsonBuffer text) {
        if (isWriterUsed) {
            flush();
            isWriterUsed = false;
        }
        try {
            text.writeTo(bytes);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    public void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.toLowerCase(Locale.ROOT).contains("broken pipe")) {
            return new OutputClosed(e);
        }
        return new PawlException(ErrorCode.OUTPUT_FAILED, "The output cannot be written: " + reason + ".", e);
    }
}
