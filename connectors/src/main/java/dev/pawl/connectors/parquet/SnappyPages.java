package dev.pawl.connectors.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Snappy without Hadoop's codecs, whose configuration takes longer to load than a small batch to write. */
final class SnappyPages implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        ByteBuffer plain = page.toByteBuffer(new HeapByteBufferAllocator(), buffer -> {});
        byte[] compressed = new byte[Snappy.maxCompressedLength(plain.remaining())];
        int length = Snappy.compress(
                plain.array(), plain.arrayOffset() + plain.position(), plain.remaining(), compressed, 0);
        return BytesInput.from(compressed, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.SNAPPY;
    }

    @Override
    public void release() {}
}
