package dev.pawl.checkpoint.hostile;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.codec.Streams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Changelogs that Spark writes for no query of the fixtures. */
final class Changelogs {
    private static final int PUT = 0x01;
    private static final int DELETE = 0x10;
    private static final int END = 0x00;

    private Changelogs() {}

    /** The version 4 form of a version 3 changelog. */
    static byte[] typed(byte[] version3) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataInputStream in = new DataInputStream(
                        new ByteArrayInputStream(Streams.decompress(CompressionCodec.LZ4, version3)));
                DataOutputStream out = new DataOutputStream(bytes)) {
            in.readUTF();
            out.writeUTF("v4");
            out.writeUTF(in.readUTF());
            for (int keyLength = in.readInt(); keyLength >= 0; keyLength = in.readInt()) {
                byte[] key = in.readNBytes(keyLength);
                int valueLength = in.readInt();
                out.writeByte(valueLength < 0 ? DELETE : PUT);
                out.writeInt(keyLength);
                out.write(key);
                out.writeInt(valueLength);
                out.write(in.readNBytes(Math.max(0, valueLength)));
            }
            out.writeByte(END);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Streams.compress(CompressionCodec.LZ4, bytes.toByteArray());
    }
}
