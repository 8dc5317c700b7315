package dev.pawl.connectors.parquet;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Compression of pages without Hadoop's codecs, whose configuration takes longer to load than a small file to read. */
final class PageCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return switch (codec) {
            case SNAPPY -> new SnappyPages();
            case UNCOMPRESSED, GZIP, ZSTD -> new StreamPages(codec);
            default -> throw new IllegalArgumentException("pages cannot be written with codec " + codec);
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new PagesOf(codec);
    }

    @Override
    public void release() {}

    private record StreamPages(CompressionCodecName codec) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            if (codec == CompressionCodecName.UNCOMPRESSED) {
                return page;
            }
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream out = codec == CompressionCodecName.GZIP
                    ? new GZIPOutputStream(compressed)
                    : new ZstdOutputStream(compressed)) {
                page.writeAllTo(out);
            }
            return BytesInput.from(compressed.toByteArray());
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}
    }

    private record PagesOf(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int plainBytes) throws IOException {
            return BytesInput.from(plain(page.toInputStream().readAllBytes(), plainBytes));
        }

        @Override
        public void decompress(ByteBuffer page, int pageBytes, ByteBuffer target, int plainBytes) throws IOException {
            byte[] compressed = new byte[pageBytes];
            page.get(compressed);
            target.put(plain(compressed, plainBytes));
        }

        private byte[] plain(byte[] page, int plainBytes) throws IOException {
            switch (codec) {
                case UNCOMPRESSED -> {
                    return page;
                }
                case SNAPPY -> {
                    byte[] plain = new byte[plainBytes];
                    Snappy.uncompress(page, 0, page.length, plain, 0);
                    return plain;
                }
                case LZ4_RAW -> {
                    byte[] plain = new byte[plainBytes];
                    LZ4Factory.fastestInstance().safeDecompressor().decompress(page, 0, page.length, plain, 0);
                    return plain;
                }
                case GZIP -> {
                    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
                        return in.readNBytes(plainBytes);
                    }
                }
                case ZSTD -> {
                    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(page))) {
                        return in.readNBytes(plainBytes);
                    }
                }
                default -> throw new IOException("pages with codec " + codec + " cannot be read");
            }
        }

        @Override
        public void release() {}
    }
}
