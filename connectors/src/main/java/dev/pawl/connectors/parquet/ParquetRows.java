package dev.pawl.connectors.parquet;

import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.connectors.format.Rebase;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of one file, with the columns that are asked for; those it has not are null. */
public final class ParquetRows implements AutoCloseable {
    private final ParquetFileReader reader;
    private final MessageType requested;
    private final RowMaterializer materializer;
    private final MessageColumnIO columns;
    private @Nullable RecordReader<InternalRow> group;
    private long leftInGroup;
    /** How many rows the file has up to the end of the group. */
    private long groupEnd;

    private @Nullable InternalRow row;

    private ParquetRows(
            ParquetFileReader reader, StructType required, boolean isCaseSensitive, Rebase.Unmarked unmarked) {
        this.reader = reader;
        MessageType schema = reader.getFileMetaData().getSchema();
        Rebase rebase = Rebase.of(reader.getFileMetaData().getKeyValueMetaData(), unmarked);
        RequestedColumns request = RequestedColumns.of(schema, required, isCaseSensitive);
        this.requested = request.message();
        this.materializer = new RowMaterializer(request, required, rebase);
        this.columns = new ColumnIOFactory(reader.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema);
        reader.setRequestedSchema(requested);
    }

    /**
     * Opens the part of a file whose row groups have their middle between two positions.
     *
     * @param file closed by the rows
     */
    public static ParquetRows open(
            RandomAccess file,
            long start,
            long end,
            StructType required,
            boolean isCaseSensitive,
            Rebase.Unmarked unmarked)
            throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withUseHadoopVectoredIo(false)
                .withRange(start, end)
                .build();
        ParquetFileReader reader = openReader(file, options);
        try {
            return new ParquetRows(reader, required, isCaseSensitive, unmarked);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static ParquetFileReader openReader(RandomAccess file, ParquetReadOptions options) throws IOException {
        try {
            return ParquetFileReader.open(new ParquetInput(file), options);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The columns of a file, as Spark finds them. */
    public static StructType columnsOf(RandomAccess file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = openReader(file, options)) {
            Map<String, String> metadata = reader.getFileMetaData().getKeyValueMetaData();
            return SparkSchema.of(reader.getFileMetaData().getSchema(), metadata);
        }
    }

    public boolean next() throws IOException {
        while (leftInGroup == 0) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return false;
            }
            leftInGroup = pages.getRowCount();
            groupEnd = pages.getRowIndexOffset().orElse(groupEnd) + leftInGroup;
            group = requested.getFieldCount() == 0 ? null : columns.getRecordReader(pages, materializer);
        }
        leftInGroup--;
        RecordReader<InternalRow> records = group;
        row = records == null ? materializer.getCurrentRecord() : records.read();
        return true;
    }

    /** Of the row in the file, counted from 1. */
    public long number() {
        return groupEnd - leftInGroup;
    }

    /** Valid until the next one. */
    public InternalRow row() {
        return java.util.Objects.requireNonNull(row);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
