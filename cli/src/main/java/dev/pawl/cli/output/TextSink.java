package dev.pawl.cli.output;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
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

    private final Writer writer;
    private char[] chars = new char[1024];

    public TextSink(OutputStream stream) {
        writer = new OutputStreamWriter(new BufferedOutputStream(stream, BUFFER_BYTES), StandardCharsets.UTF_8);
    }

    public void write(String text) {
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
        try {
            writer.write(chars, 0, length);
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
