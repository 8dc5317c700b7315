package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.avro.AvroFile;
import dev.pawl.connectors.avro.AvroStyle;
import dev.pawl.connectors.format.RecordFile;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Avro as Spark writes it. */
record AvroEncoder(AvroStyle style) implements RecordEncoder {
    @Override
    public String extension() {
        return ".avro";
    }

    @Override
    public void check(InternalRow row) {
        style.check(row);
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        return new AvroFile(output, style);
    }
}
