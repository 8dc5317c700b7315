package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;

/** One column of text, a line for each row; a null is an empty line. */
record TextEncoder(String lineEnd, Compression compression) implements RecordEncoder {
    private static final int BUFFER_BYTES = 32 << 10;

    @Override
    public String extension() {
        return ".txt" + compression.extension();
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        TextOutput text = new TextOutput(output, compression);
        OutputStream out = new BufferedOutputStream(text.bytes(), BUFFER_BYTES);
        byte[] end = lineEnd.getBytes(StandardCharsets.UTF_8);
        return new RecordFile() {
            @Override
            public void write(InternalRow row) throws IOException {
                if (!row.isNullAt(0)) {
                    row.getUTF8String(0).writeTo(out);
                }
                out.write(end);
            }

            @Override
            public long finish() throws IOException {
                out.flush();
                return text.publish();
            }

            @Override
            public void close() throws IOException {
                text.discard();
            }
        };
    }
}
