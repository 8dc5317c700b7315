package dev.pawl.connectors.parquet;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.types.StructType;

/**
 * What is left to choose about a file.
 *
 * @param metadata of the file, beside its schema
 */
public record ParquetStyle(CompressionCodecName codec, TimestampEncoding timestamps, Map<String, String> metadata) {
    private static final String SPARK_VERSION_KEY = "org.apache.spark.version";

    public ParquetStyle {
        metadata = Map.copyOf(metadata);
    }

    /** For the data files of a table, whose columns are told by the table's own log. */
    public static ParquetStyle ofTable(CompressionCodecName codec) {
        return new ParquetStyle(codec, TimestampEncoding.MICROS, Map.of());
    }

    /**
     * As Spark writes files: with its own schema, and its version, by which readers know the calendar of days and times.
     *
     * @param sparkVersion the one whose format this is
     */
    public static ParquetStyle ofSpark(
            CompressionCodecName codec, TimestampEncoding timestamps, StructType columns, String sparkVersion) {
        return new ParquetStyle(
                codec, timestamps, Map.of(SPARK_VERSION_KEY, sparkVersion, SparkSchema.METADATA_KEY, columns.json()));
    }

    /** The codec of an option; empty if pages cannot be written with it. */
    public static Optional<CompressionCodecName> codec(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> Optional.of(CompressionCodecName.UNCOMPRESSED);
            case "snappy" -> Optional.of(CompressionCodecName.SNAPPY);
            case "gzip" -> Optional.of(CompressionCodecName.GZIP);
            case "zstd" -> Optional.of(CompressionCodecName.ZSTD);
            default -> Optional.empty();
        };
    }
}
