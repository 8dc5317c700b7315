package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.types.StructType;

/** JSON lines by Catalyst's generator. */
record JsonEncoder(StructType columns, JSONOptions options, Compression compression) implements RecordEncoder {
    @Override
    public String extension() {
        return ".json" + compression.extension();
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        TextOutput text = new TextOutput(output, compression);
        Charset charset = Charset.forName(SparkOptions.orElse(options.encoding(), StandardCharsets.UTF_8.name()));
        JacksonGenerator generator = new JacksonGenerator(columns, text.writer(charset), options);
        return new RecordFile() {
            @Override
            public void write(InternalRow row) {
                generator.write(row);
                generator.writeLineEnding();
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
