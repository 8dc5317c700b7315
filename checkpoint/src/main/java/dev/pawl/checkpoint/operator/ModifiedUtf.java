package dev.pawl.checkpoint.operator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The pieces Spark's state schema files are made of; every read is bounded by the bytes of the file. */
final class ModifiedUtf {
    /** Longest text of one chunk: a chunk's length in bytes has 16 bits, and a character takes up to three bytes. */
    private static final int CHUNK_CHARS_MAX = 65_535;

    private ModifiedUtf() {}

    /** Reads an int32 number of chunks and that many chunks. */
    static String readChunked(DataInputStream in) throws IOException {
        int chunks = in.readInt();
        if (chunks < 0 || chunks > in.available() / 2) {
            throw new IOException("found a text of " + chunks + " chunks with " + in.available() + " bytes left");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            text.append(in.readUTF());
        }
        return text.toString();
    }

    static void writeChunked(DataOutputStream out, String text) throws IOException {
        int bytes = 0;
        int start = 0;
        int chunks = 0;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream bodyOut = new DataOutputStream(body);
        for (int i = 0; i <= text.length(); i++) {
            int size = i == text.length() ? 0 : size(text.charAt(i));
            if (i == text.length() ? i > start : bytes + size > CHUNK_CHARS_MAX) {
                bodyOut.writeUTF(text.substring(start, i));
                chunks++;
                start = i;
                bytes = 0;
            }
            bytes += size;
        }
        out.writeInt(chunks);
        body.writeTo(out);
    }

    static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static int size(char c) {
        if (c >= 0x0001 && c <= 0x007f) {
            return 1;
        }
        return c <= 0x07ff ? 2 : 3;
    }
}
