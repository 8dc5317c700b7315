package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import java.io.IOException;
import java.nio.charset.Charset;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityGenerator;
import org.apache.spark.sql.types.StructType;

/** CSV by Catalyst's generator. */
record CsvEncoder(StructType columns, CSVOptions options, String fileExtension, Compression compression)
        implements RecordEncoder {
    @Override
    public String extension() {
        return "." + fileExtension + compression.extension();
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        TextOutput text = new TextOutput(output, compression);
        Charset charset = Charset.forName(options.charset());
        UnivocityGenerator generator = new UnivocityGenerator(columns, text.writer(charset), options);
        if (options.headerFlag()) {
            generator.writeHeaders();
        }
        return new RecordFile() {
            @Override
            public void write(InternalRow row) {
                generator.write(row);
            }

            @Override
            public long finish() throws IOException {
                generator.close();
                return text.publish();
            }

            @Override
            public void close() throws IOException {
                text.discard();
            }
        };
    }
}
