package dev.pawl.connectors.parquet;

import dev.pawl.checkpoint.storage.FileOutput;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** One file being written. */
public final class ParquetFile implements AutoCloseable {
    /** What is kept in memory before it becomes a row group. */
    private static final long ROW_GROUP_BYTES_MAX = 32L << 20;

    private static final int ROWS_PER_SIZE_CHECK = 1024;

    private static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withAllocator(new HeapByteBufferAllocator())
            .withSizeStatisticsEnabled(false)
            .build();

    private final FileOutput output;
    private final ParquetStyle style;
    private final MessageType schema;
    private final List<ParquetColumn> columns;
    /** For each column, where a row has it; negative where rows have it not. */
    private final int[] ordinals;

    private final ParquetFileWriter file;
    private final ValueWriter[] writers;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore values;
    private long rows;
    private long rowsInGroup;

    /**
     * @param output where the file goes; published or closed by this file
     * @param ordinals for each column, the ordinal of its value in the rows; -1 for one that is always null
     */
    public ParquetFile(FileOutput output, List<ParquetColumn> columns, int[] ordinals, ParquetStyle style)
            throws IOException {
        this.output = output;
        this.style = style;
        this.columns = List.copyOf(columns);
        this.ordinals = ordinals.clone();
        this.schema = ParquetTypes.message(columns, style.timestamps());
        this.writers = new ValueWriter[columns.size()];
        this.file = new ParquetFileWriter(
                new Target(output), schema, ParquetFileWriter.Mode.CREATE, Long.MAX_VALUE, 0, null, PROPERTIES);
        file.start();
        this.pages = newPages();
        this.values = PROPERTIES.newColumnWriteStore(schema, pages, pages);
        connect();
    }

    public void write(InternalRow row) throws IOException {
        for (int i = 0; i < writers.length; i++) {
            int ordinal = ordinals[i];
            if (ordinal >= 0) {
                writers[i].write(row, ordinal, 0);
            } else {
                writers[i].writeNothing(0, 0);
            }
        }
        values.endRecord();
        rows++;
        if (++rowsInGroup % ROWS_PER_SIZE_CHECK == 0 && values.getBufferedSize() >= ROW_GROUP_BYTES_MAX) {
            flush();
        }
    }

    /** Ends a row group, so that nothing of the file is in memory any more. */
    public void flush() throws IOException {
        endGroup();
        pages = newPages();
        values = PROPERTIES.newColumnWriteStore(schema, pages, pages);
        connect();
    }

    /** How many bytes of the file are in memory. */
    public long bufferedBytes() {
        return values.getBufferedSize();
    }

    public long rows() {
        return rows;
    }

    /** About how large the file would be if it ended now. */
    public long bytes() {
        return output.position() + (rowsInGroup < ROWS_PER_SIZE_CHECK ? 0 : values.getBufferedSize());
    }

    /** Ends the file and brings it to the storage for good. */
    public Finished finish() throws IOException {
        endGroup();
        file.end(style.metadata());
        ParquetMetadata footer = file.getFooter();
        output.publish();
        return new Finished(output.position(), rows, footer);
    }

    /** A file that is whole and durable. */
    public record Finished(long bytes, long rows, ParquetMetadata footer) {}

    /** Throws away a file that is not finished. */
    @Override
    public void close() throws IOException {
        output.close();
    }

    private ColumnChunkPageWriteStore newPages() {
        return new ColumnChunkPageWriteStore(
                new PageCodecs().getCompressor(style.codec()),
                schema,
                PROPERTIES.getAllocator(),
                PROPERTIES.getColumnIndexTruncateLength());
    }

    private void endGroup() throws IOException {
        if (rowsInGroup > 0) {
            file.startBlock(rowsInGroup);
            values.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        values.close();
        pages.close();
        rowsInGroup = 0;
    }

    private void connect() {
        for (int i = 0; i < writers.length; i++) {
            ParquetColumn column = columns.get(i);
            writers[i] = writer(column, new String[] {column.name()}, 0, 0);
        }
    }

    private ValueWriter writer(ParquetColumn column, String[] path, int parentLevel, int repetition) {
        int level = column.isNullable() ? parentLevel + 1 : parentLevel;
        if (column.type() instanceof StructType) {
            ValueWriter[] fields = new ValueWriter[column.children().size()];
            for (int i = 0; i < fields.length; i++) {
                ParquetColumn field = column.children().get(i);
                fields[i] = writer(field, below(path, field.name()), level, repetition);
            }
            return new NestedWriters.Struct(column.name(), column.isNullable(), parentLevel, fields);
        }
        if (column.type() instanceof ArrayType) {
            ParquetColumn element = column.children().get(0);
            return new NestedWriters.List(
                    column.name(),
                    column.isNullable(),
                    parentLevel,
                    repetition + 1,
                    writer(element, below(path, "list", element.name()), level + 1, repetition + 1));
        }
        if (column.type() instanceof MapType) {
            ParquetColumn key = column.children().get(0);
            ParquetColumn value = column.children().get(1);
            return new NestedWriters.Map(
                    column.name(),
                    column.isNullable(),
                    parentLevel,
                    repetition + 1,
                    writer(key, below(path, "key_value", key.name()), level + 1, repetition + 1),
                    writer(value, below(path, "key_value", value.name()), level + 1, repetition + 1));
        }
        ColumnDescriptor descriptor = schema.getColumnDescription(path);
        return LeafWriter.of(column, parentLevel, values.getColumnWriter(descriptor), style.timestamps());
    }

    private static String[] below(String[] path, String... names) {
        String[] longer = java.util.Arrays.copyOf(path, path.length + names.length);
        System.arraycopy(names, 0, longer, path.length, names.length);
        return longer;
    }

    /** The library writes to it, but neither publishes it nor throws it away. */
    private record Target(FileOutput output) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return output.position();
                }

                @Override
                public void write(int b) throws IOException {
                    output.write(b);
                }

                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    output.write(source, offset, length);
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
