package dev.pawl.connectors.jdbc;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.WrittenPart;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one task until the transaction of their batch takes them: in memory as far as the budget of the batch goes, then in a file.
 * Nothing of it must survive.
 */
final class RowSpool implements RowWriter, WrittenPart {
    static final int CHUNK_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 1 << 16;

    private final SpoolBudget budget;
    private final UnsafeProjection projection;
    private final int width;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private final List<byte[]> chunks = new ArrayList<>();
    private ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private long kept;
    private @Nullable FileChannel file;
    private long rows;

    RowSpool(SpoolBudget budget, StructType columns) {
        this.budget = budget;
        this.projection = UnsafeProjection.create(columns);
        this.width = columns.length();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public void write(InternalRow row) throws IOException {
        UnsafeRow bytes = projection.apply(row);
        chunk.write(length.putInt(0, bytes.getSizeInBytes()).array(), 0, Integer.BYTES);
        bytes.writeToStream(chunk, null);
        rows++;
        if (chunk.size() >= CHUNK_BYTES) {
            endChunk();
        }
    }

    private void endChunk() throws IOException {
        if (file == null && budget.take(chunk.size())) {
            kept += chunk.size();
            chunks.add(chunk.toByteArray());
            chunk = new ByteArrayOutputStream();
            return;
        }
        OutputStream out = Channels.newOutputStream(file());
        chunk.writeTo(out);
        chunk.reset();
    }

    /** Without a name from the start: a process that is killed leaves nothing. */
    private FileChannel file() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile("pawl-rows-", ".tmp");
            open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
            file = open;
        }
        return open;
    }

    @Override
    public WrittenPart finish() throws IOException {
        if (file != null && chunk.size() > 0) {
            endChunk();
        }
        return this;
    }

    /** Takes one row after the other. */
    interface Taker {
        /** The row is valid until this returns. */
        void take(UnsafeRow row) throws SQLException;
    }

    /** Gives all rows, in the order in which they came; as often as it is called. */
    void each(Taker taker) throws IOException, SQLException {
        DataInputStream in = new DataInputStream(contents());
        UnsafeRow row = new UnsafeRow(width);
        byte[] bytes = new byte[0];
        for (long i = 0; i < rows; i++) {
            int size = in.readInt();
            if (bytes.length < size) {
                bytes = new byte[Math.max(size, 2 * bytes.length)];
            }
            in.readFully(bytes, 0, size);
            row.pointTo(bytes, size);
            taker.take(row);
        }
        if (in.read() >= 0) {
            throw new EOFException("rows were spooled that were not counted");
        }
    }

    private InputStream contents() {
        List<InputStream> parts = new ArrayList<>();
        chunks.forEach(bytes -> parts.add(new ByteArrayInputStream(bytes)));
        FileChannel rest = file;
        parts.add(
                rest == null
                        ? new ByteArrayInputStream(chunk.toByteArray())
                        : new BufferedInputStream(new FromStart(rest), BUFFER_BYTES));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** A file from its start to its end; the file stays open for the next time. */
    private static final class FromStart extends InputStream {
        private final FileChannel file;
        private long position;

        FromStart(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = file.read(ByteBuffer.wrap(bytes, offset, count), position);
            position += Math.max(0, read);
            return read;
        }
    }

    @Override
    public void abort() {
        chunks.clear();
        budget.giveBack(kept);
        kept = 0;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // It has no name: when the process ends, if not now, it is gone.
                return;
            }
        }
    }
}
