package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.avro.AvroFile;
import dev.pawl.connectors.avro.AvroStyle;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Avro as Spark writes it. */
record AvroEncoder(AvroStyle style) implements RecordEncoder {
    @Override
    public String extension() {
        return ".avro";
    }

    @Override
    public OpenFile begin(FileOutput output) throws IOException {
        AvroFile file = new AvroFile(output, style);
        return new OpenFile() {
            @Override
            public void write(InternalRow row) throws IOException {
                file.write(row);
            }

            @Override
            public long finish() throws IOException {
                return file.finish();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
