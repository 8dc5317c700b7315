package dev.pawl.connectors.orc;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.IOException;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.FileFormatException;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.impl.SchemaEvolution;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of a file, or those of its stripes that begin between two positions. */
public final class OrcRows implements AutoCloseable {
    private final RandomAccess source;
    private final Reader file;
    private final RecordReader batches;
    private final VectorizedRowBatch batch;
    /** For each column asked for, where the batch has it. */
    private final int[] places;

    private final OrcValue[] columns;
    private final @Nullable Object[] values;
    private final GenericInternalRow row;
    private int next;

    private OrcRows(RandomAccess source, Reader file, RecordReader batches, TypeDescription schema, Columns columns) {
        this.source = source;
        this.file = file;
        this.batches = batches;
        this.batch = schema.createRowBatch();
        this.places = columns.places;
        this.columns = columns.values;
        this.values = new @Nullable Object[columns.values.length];
        this.row = new GenericInternalRow(values);
    }

    private static final class Columns {
        private final int[] places;
        private final OrcValue[] values;

        Columns(int[] places, OrcValue[] values) {
            this.places = places;
            this.values = values;
        }
    }

    /**
     * Opens a part of a file.
     *
     * @param source closed by the rows
     * @param all the columns of the table: old files know theirs only by their places
     */
    public static OrcRows open(
            RandomAccess source, long start, long end, StructType all, StructType required, boolean isCaseSensitive)
            throws IOException {
        Reader file = open(source);
        try {
            TypeDescription stored = file.getSchema();
            boolean isWithoutNames = OrcColumns.isWithoutNames(stored);
            StructType asked = isWithoutNames ? all : required;
            TypeDescription wanted = OrcColumns.wanted(asked, stored, isCaseSensitive);
            Reader.Options options = file.options()
                    .schema(wanted)
                    .range(start, end - start)
                    .isSchemaEvolutionCaseAware(isCaseSensitive)
                    .forcePositionalEvolution(isWithoutNames);
            return new OrcRows(source, file, file.rows(options), wanted, columns(asked, required));
        } catch (SchemaEvolution.IllegalEvolutionException e) {
            close(source, file);
            throw OrcColumns.mismatch(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            close(source, file);
            throw e;
        }
    }

    private static Columns columns(StructType asked, StructType required) {
        StructField[] fields = required.fields();
        int[] places = new int[fields.length];
        OrcValue[] values = new OrcValue[fields.length];
        for (int i = 0; i < fields.length; i++) {
            places[i] = asked.fieldIndex(fields[i].name());
            values[i] = OrcValues.of(fields[i].dataType());
        }
        return new Columns(places, values);
    }

    private static void close(RandomAccess source, Reader file) throws IOException {
        file.close();
        source.close();
    }

    private static Reader open(RandomAccess source) throws IOException {
        try {
            OneFile file = new OneFile(source);
            return OrcFile.createReader(
                    OneFile.PATH,
                    OrcFile.readerOptions(OneFile.CONF).filesystem(file).maxLength(source.size()));
        } catch (FileFormatException e) {
            source.close();
            throw new IllegalArgumentException("it is not an ORC file", e);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The columns of a file; none if it was written without any. */
    public static StructType columnsOf(RandomAccess source) throws IOException {
        Reader file = open(source);
        try {
            return (StructType) OrcColumns.found(file.getSchema());
        } finally {
            close(source, file);
        }
    }

    public boolean next() throws IOException {
        while (next == batch.size) {
            next = 0;
            if (!batches.nextBatch(batch)) {
                batch.size = 0;
                return false;
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i].of(batch.cols[places[i]], next);
        }
        next++;
        return true;
    }

    /** Valid until the next one. */
    public InternalRow row() {
        return row;
    }

    @Override
    public void close() throws IOException {
        batches.close();
        close(source, file);
    }
}
