package dev.pawl.connectors.delta;

import dev.pawl.connectors.parquet.ParquetStyle;
import dev.pawl.engine.option.Options;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * What data files of a table are like.
 *
 * @param bytesMax a file that has grown to about this is ended, and the next begun
 * @param rowsMax a file with so many rows is ended
 */
record FileStyle(long bytesMax, long rowsMax, CompressionCodecName codec) {
    static final String TARGET_SIZE = "targetFileSize";
    static final String ROWS_MAX = "maxRecordsPerFile";
    static final String COMPRESSION = "compression";

    private static final String TARGET_SIZE_PROPERTY = "delta.targetFileSize";
    private static final long BYTES_BY_DEFAULT = 128L << 20;

    /** @param properties of the table; options are stronger */
    static FileStyle of(Options options, Map<String, String> properties) {
        OptionalLong bytes = Bytes.number(options, TARGET_SIZE);
        if (bytes.isEmpty() && properties.containsKey(TARGET_SIZE_PROPERTY)) {
            bytes = Bytes.number(new Options(options.owner(), properties), TARGET_SIZE_PROPERTY);
        }
        String codec = options.text(COMPRESSION, "snappy");
        return new FileStyle(
                bytes.orElse(BYTES_BY_DEFAULT),
                options.number(ROWS_MAX, 1).orElse(Long.MAX_VALUE),
                ParquetStyle.codec(codec)
                        .orElseThrow(() -> options.invalid(COMPRESSION, "one of snappy, zstd, gzip, none")));
    }

    /** The part of a file's name that tells how it is compressed; none if it is not. */
    String suffix() {
        return codec == CompressionCodecName.UNCOMPRESSED
                ? ""
                : "." + codec.name().toLowerCase(Locale.ROOT);
    }
}
