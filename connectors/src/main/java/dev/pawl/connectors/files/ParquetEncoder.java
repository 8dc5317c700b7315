package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import dev.pawl.connectors.parquet.ParquetColumn;
import dev.pawl.connectors.parquet.ParquetFile;
import dev.pawl.connectors.parquet.ParquetStyle;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Parquet as Spark writes it. */
record ParquetEncoder(StructType columns, ParquetStyle style) implements RecordEncoder {
    @Override
    public String extension() {
        if (style.codec() == CompressionCodecName.UNCOMPRESSED) {
            return ".parquet";
        }
        String codec = style.codec() == CompressionCodecName.GZIP
                ? "gz"
                : style.codec().name().toLowerCase(Locale.ROOT);
        return "." + codec + ".parquet";
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        int[] ordinals = IntStream.range(0, columns.size()).toArray();
        ParquetFile file = new ParquetFile(output, ParquetColumn.of(columns), ordinals, style);
        return new RecordFile() {
            @Override
            public void write(InternalRow row) throws IOException {
                file.write(row);
            }

            @Override
            public long finish() throws IOException {
                return file.finish().bytes();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
