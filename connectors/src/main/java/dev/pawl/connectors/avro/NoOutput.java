package dev.pawl.connectors.avro;

import java.nio.ByteBuffer;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/** Takes what the writers of a schema give, to find out whether they would give it. */
final class NoOutput extends Encoder {
    static final NoOutput INSTANCE = new NoOutput();

    private NoOutput() {}

    @Override
    public void flush() {}

    @Override
    public void writeNull() {}

    @Override
    public void writeBoolean(boolean value) {}

    @Override
    public void writeInt(int value) {}

    @Override
    public void writeLong(long value) {}

    @Override
    public void writeFloat(float value) {}

    @Override
    public void writeDouble(double value) {}

    @Override
    public void writeString(Utf8 value) {}

    @Override
    public void writeBytes(ByteBuffer value) {}

    @Override
    public void writeBytes(byte[] value, int start, int length) {}

    @Override
    public void writeFixed(byte[] value, int start, int length) {}

    @Override
    public void writeEnum(int value) {}

    @Override
    public void writeArrayStart() {}

    @Override
    public void setItemCount(long count) {}

    @Override
    public void startItem() {}

    @Override
    public void writeArrayEnd() {}

    @Override
    public void writeMapStart() {}

    @Override
    public void writeMapEnd() {}

    @Override
    public void writeIndex(int branch) {}
}
