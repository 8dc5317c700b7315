package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.connectors.format.ColumnMismatchException;
import dev.pawl.connectors.format.Rebase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidAvroMagicException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of a file, or those of its blocks that begin between two positions. */
public final class AvroRows implements AutoCloseable {
    private final DataFileReader<GenericRecord> file;
    private final long end;
    private final AvroValues.Fields fields;
    private final @Nullable Object[] values;
    private final GenericInternalRow row;
    private @Nullable GenericRecord record;

    private AvroRows(DataFileReader<GenericRecord> file, long end, AvroValues.Fields fields) {
        this.file = file;
        // The library adds to it.
        this.end = Math.min(end, Long.MAX_VALUE / 2);
        this.fields = fields;
        this.values = new @Nullable Object[fields.count()];
        this.row = new GenericInternalRow(values);
    }

    /**
     * Opens a part of a file.
     *
     * @param source closed by the rows
     */
    public static AvroRows open(RandomAccess source, long start, long end, StructType required, AvroReading reading)
            throws IOException {
        GenericDatumReader<GenericRecord> records = new GenericDatumReader<>();
        DataFileReader<GenericRecord> file = open(source, records);
        try {
            Schema given = reading.parsedSchema();
            Schema schema = given == null ? file.getSchema() : given;
            Schema wanted =
                    reading.match() == FieldMatch.BY_POSITION ? schema : only(required, schema, reading.match());
            records.setExpected(wanted);
            Rebase rebase = Rebase.of(metadata(file), reading.unmarked());
            AvroValues values = new AvroValues(reading.choices(), reading.match(), rebase);
            if (start > 0) {
                file.sync(start);
            }
            return new AvroRows(file, end, values.fields(wanted, required, ""));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The columns of a file, or of the schema that is given. */
    public static StructType columnsOf(RandomAccess source, AvroReading reading) throws IOException {
        try (DataFileReader<GenericRecord> file = open(source, new GenericDatumReader<>())) {
            return columns(file.getSchema(), reading);
        }
    }

    /**
     * The columns of the schema that is given.
     *
     * @throws AvroRuntimeException if it is none
     */
    public static StructType columnsOf(AvroReading reading) {
        return columns(Objects.requireNonNull(reading.parsedSchema()), reading);
    }

    private static StructType columns(Schema schema, AvroReading reading) {
        DataType type = AvroColumns.typeOf(schema, reading.choices());
        return type instanceof StructType columns ? columns : new StructType();
    }

    private static DataFileReader<GenericRecord> open(RandomAccess source, GenericDatumReader<GenericRecord> records)
            throws IOException {
        try {
            return new DataFileReader<>(new AvroInput(source), records);
        } catch (InvalidAvroMagicException e) {
            source.close();
            throw new IllegalArgumentException("it is not an Avro file", e);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The fields that columns need: the library steps over the others. */
    private static Schema only(StructType required, Schema schema, FieldMatch match) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new ColumnMismatchException(
                    ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE, "it holds values of " + schema + ", no records");
        }
        List<Schema.Field> needed = new ArrayList<>();
        StructField[] columns = required.fields();
        for (int i = 0; i < columns.length; i++) {
            Schema.Field field = match.find(schema, columns[i].name(), i);
            if (field != null && needed.stream().noneMatch(known -> known.name().equals(field.name()))) {
                needed.add(new Schema.Field(field, field.schema()));
            }
        }
        Schema only = Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, needed);
        schema.getAliases().forEach(only::addAlias);
        return only;
    }

    private static Map<String, String> metadata(DataFileReader<?> file) {
        Map<String, String> metadata = new HashMap<>();
        for (String key : file.getMetaKeys()) {
            if (key.startsWith("org.apache.spark.")) {
                metadata.put(key, file.getMetaString(key));
            }
        }
        return metadata;
    }

    public boolean next() throws IOException {
        // A block without records ends the library's look ahead once: the next one may have some.
        boolean hasMore = file.hasNext();
        hasMore = hasMore || file.hasNext();
        if (!hasMore || file.pastSync(end)) {
            return false;
        }
        record = file.next(record);
        fields.of(record, values);
        return true;
    }

    /** Valid until the next one. */
    public InternalRow row() {
        return row;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
