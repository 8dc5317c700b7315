package dev.pawl.connectors.orc;

import dev.pawl.checkpoint.storage.FileOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.MemoryManager;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.impl.PhysicalFsWriter;
import org.apache.orc.impl.writer.WriterEncryptionVariant;
import org.apache.spark.sql.catalyst.InternalRow;

/** One file being written. */
public final class OrcOutput implements AutoCloseable {
    private static final String SPARK_VERSION_KEY = "org.apache.spark.version";

    private final FileOutput output;
    private final Path path;
    private final MemoryManager memory;
    private final Writer file;
    private final VectorizedRowBatch batch;
    private final OrcVectors.Filler[] columns;

    /** @param output where the file goes; published or closed by this file */
    public OrcOutput(FileOutput output, OrcStyle style) throws IOException {
        this.output = output;
        TypeDescription schema = OrcColumns.written(style.columns());
        OrcFile.WriterOptions options = OrcFile.writerOptions(OneFile.CONF)
                .setSchema(schema)
                .compress(style.codec())
                .memory(style.memory());
        FSDataOutputStream bytes = new FSDataOutputStream(new Unclosed(output), null);
        options.physicalWriter(new PhysicalFsWriter(bytes, options, new WriterEncryptionVariant[0]));
        this.path = style.nextFile();
        this.memory = style.memory();
        this.file = OrcFile.createWriter(path, options);
        file.addUserMetadata(SPARK_VERSION_KEY, StandardCharsets.UTF_8.encode(style.sparkVersion()));
        this.batch = schema.createRowBatch();
        this.columns = OrcVectors.fields(style.columns());
    }

    public void write(InternalRow row) throws IOException {
        for (int i = 0; i < columns.length; i++) {
            columns[i].put(row, i, batch.cols[i], batch.size);
        }
        if (++batch.size == batch.getMaxSize()) {
            flush();
        }
    }

    private void flush() throws IOException {
        file.addRowBatch(batch);
        batch.reset();
    }

    /** Ends the file and brings it to the storage for good; returns its size in bytes. */
    public long finish() throws IOException {
        if (batch.size > 0) {
            flush();
        }
        file.close();
        output.publish();
        return output.position();
    }

    /** Throws away a file that is not finished. */
    @Override
    public void close() throws IOException {
        memory.removeWriter(path);
        output.close();
    }

    /** Whether the file is published or thrown away is told later. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }
}
