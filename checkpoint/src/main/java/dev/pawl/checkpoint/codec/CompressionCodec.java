package dev.pawl.checkpoint.codec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.ning.compress.lzf.LZFInputStream;
import com.ning.compress.lzf.LZFOutputStream;
import com.ning.compress.lzf.util.ChunkDecoderFactory;
import com.ning.compress.lzf.util.ChunkEncoderFactory;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.xerial.snappy.SnappyOutputStream;

/**
 * How state files are compressed: the value of {@code spark.sql.streaming.stateStore.compression.codec}.
 *
 * <p>Damaged input ends in an {@link IOException} and needs memory only in proportion to the bytes that are there.
 */
public enum CompressionCodec {
    LZ4("lz4", "org.apache.spark.io.LZ4CompressionCodec") {
        @Override
        InputStream open(InputStream in) {
            return new Lz4BlockInput(in);
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return new Lz4BlockOutput(out);
        }
    },
    ZSTD("zstd", "org.apache.spark.io.ZStdCompressionCodec") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new BufferedInputStream(new ZstdInputStreamNoFinalizer(in), BUFFER_BYTES);
        }

        @Override
        public OutputStream compress(OutputStream out) throws IOException {
            return new BufferedOutputStream(new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL), BUFFER_BYTES);
        }
    },
    SNAPPY("snappy", "org.apache.spark.io.SnappyCompressionCodec") {
        @Override
        InputStream open(InputStream in) {
            return new SnappyBlockInput(in);
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return new SnappyOutputStream(out);
        }
    },
    LZF("lzf", "org.apache.spark.io.LZFCompressionCodec") {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new LZFInputStream(ChunkDecoderFactory.safeInstance(), in);
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return new LZFOutputStream(ChunkEncoderFactory.safeInstance(), out);
        }
    };

    private static final int BUFFER_BYTES = 32 << 10;

    /** Spark's default level. */
    private static final int ZSTD_LEVEL = 1;

    private final String shortName;
    private final String sparkClass;

    CompressionCodec(String shortName, String sparkClass) {
        this.shortName = shortName;
        this.sparkClass = sparkClass;
    }

    /** The name Spark records in the offset log. */
    public String shortName() {
        return shortName;
    }

    /** @param name a short name in any case, or the name of Spark's class */
    public static CompressionCodec of(String name) {
        for (CompressionCodec codec : values()) {
            if (codec.shortName.equals(name.toLowerCase(Locale.ROOT)) || codec.sparkClass.equals(name)) {
                return codec;
            }
        }
        throw new PawlException(
                ErrorCode.CODEC_NOT_AVAILABLE,
                "State files are compressed with codec \"" + name + "\", expected one of "
                        + Arrays.stream(values())
                                .map(CompressionCodec::shortName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    /** The bytes that were compressed; several compressed streams one after the other count as one. Takes {@code in} over. */
    public InputStream decompress(InputStream in) throws IOException {
        return new GuardedInput(shortName, open(in));
    }

    /** Compresses until closed, which also closes {@code out}. */
    public abstract OutputStream compress(OutputStream out) throws IOException;

    abstract InputStream open(InputStream in) throws IOException;
}
