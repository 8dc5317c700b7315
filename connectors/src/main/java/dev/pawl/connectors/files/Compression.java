package dev.pawl.connectors.files;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** How whole files of lines are compressed; the end of their name tells. */
enum Compression {
    NONE("none", ""),
    GZIP("gzip", ".gz"),
    DEFLATE("deflate", ".deflate"),
    BZIP2("bzip2", ".bz2"),
    ZSTD("zstd", ".zst");

    private static final int BUFFER_BYTES = 64 << 10;

    private final String sparkName;
    private final String extension;

    Compression(String sparkName, String extension) {
        this.sparkName = sparkName;
        this.extension = extension;
    }

    static Compression ofName(String fileName) {
        for (Compression each : values()) {
            if (each != NONE && fileName.endsWith(each.extension)) {
                return each;
            }
        }
        return NONE;
    }

    /** By the value of option {@code compression}. */
    static Optional<Compression> ofOption(String value) {
        String name = value.toLowerCase(Locale.ROOT);
        if (name.equals("uncompressed")) {
            return Optional.of(NONE);
        }
        for (Compression each : values()) {
            if (each.sparkName.equals(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    String extension() {
        return extension;
    }

    InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER_BYTES);
            case DEFLATE -> new InflaterInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER_BYTES), true);
            case ZSTD -> new ZstdInputStream(in).setContinuous(false);
        };
    }

    OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
            case DEFLATE -> new DeflaterOutputStream(out);
            case BZIP2 -> new BZip2CompressorOutputStream(out);
            case ZSTD -> new ZstdOutputStream(out);
        };
    }
}
