package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.Rebase;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.spark.sql.catalyst.InternalRow;

/** One file being written. */
public final class AvroFile implements AutoCloseable {
    private final FileOutput output;
    private final DataFileWriter<InternalRow> file;

    /** @param output where the file goes; published or closed by this file */
    public AvroFile(FileOutput output, AvroStyle style) throws IOException {
        this.output = output;
        this.file = new DataFileWriter<>(new Rows(style.fields()));
        file.setCodec(style.codec());
        file.setMeta(Rebase.VERSION_KEY, style.sparkVersion());
        file.create(style.schema(), new Unclosed(output));
    }

    public void write(InternalRow row) throws IOException {
        try {
            file.append(row);
        } catch (DataFileWriter.AppendWriteException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Ends the file and brings it to the storage for good; returns its size in bytes. */
    public long finish() throws IOException {
        file.close();
        output.publish();
        return output.position();
    }

    /** Throws away a file that is not finished. */
    @Override
    public void close() throws IOException {
        output.close();
    }

    private record Rows(AvroWriters.Fields fields) implements DatumWriter<InternalRow> {
        @Override
        public void setSchema(Schema schema) {
            // The fields were prepared for it.
        }

        @Override
        public void write(InternalRow row, Encoder out) throws IOException {
            fields.write(row, out);
        }
    }

    /** Whether the file is published or thrown away is told later. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
