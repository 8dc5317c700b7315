package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.avro.AvroReading;
import dev.pawl.connectors.avro.AvroRows;
import dev.pawl.connectors.avro.SchemaChoices;
import dev.pawl.connectors.format.Rebase;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Records with their schema in front of each file. */
final class AvroFormat implements RecordFormat {
    private static final String EXTENSION = ".avro";
    private static final int RECURSION_MAX = 15;

    private final AvroReading reading;
    private final boolean takesAnyName;

    AvroFormat(Options options) {
        boolean isCaseSensitive = SQLConf.get().caseSensitiveAnalysis();
        long recursion = options.number("recursiveFieldMaxDepth", -1).orElse(-1);
        if (recursion > RECURSION_MAX) {
            throw options.invalid("recursiveFieldMaxDepth", "not greater than " + RECURSION_MAX);
        }
        this.reading = new AvroReading(
                AvroOptions.schema(options).orElse(null),
                new SchemaChoices(
                        options.flag("enableStableIdentifiersForUnionType", false),
                        options.text("stableIdentifierPrefixForUnionType", "member_"),
                        (int) recursion),
                AvroOptions.match(options, isCaseSensitive),
                new Rebase.Unmarked(Rebase.Unmarked.isLegacy(options.text("datetimeRebaseMode", "")), false));
        this.takesAnyName = options.flag("ignoreExtension", true);
    }

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.empty();
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireForAvro(columns, ErrorCode.SOURCE_UNSUPPORTED);
    }

    @Override
    public StructType infer(List<FileContent> files) throws IOException {
        if (reading.schema() != null) {
            return givenColumns();
        }
        for (FileContent file : files) {
            if (isTaken(file)) {
                return Unreadable.columns(file, name(), () -> AvroRows.columnsOf(file.open(), reading));
            }
        }
        return new StructType();
    }

    private StructType givenColumns() {
        try {
            return AvroRows.columnsOf(reading);
        } catch (AvroRuntimeException e) {
            throw AvroOptions.noSchema(e);
        }
    }

    private boolean isTaken(FileContent file) {
        return takesAnyName || file.place().name().endsWith(EXTENSION);
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return true;
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        return part -> isTaken(part.content())
                ? new Rows(AvroRows.open(part.content().open(), part.start(), part.end(), required, reading))
                : new NoRows();
    }

    private record Rows(AvroRows rows) implements RowReader {
        @Override
        public boolean next() throws IOException {
            return rows.next();
        }

        @Override
        public InternalRow row() {
            return rows.row();
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }

    private static final class NoRows implements RowReader {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public InternalRow row() {
            throw new IllegalStateException("there is none");
        }

        @Override
        public void close() {}
    }
}
