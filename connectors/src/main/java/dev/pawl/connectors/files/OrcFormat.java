package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.orc.OrcRows;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Columns, by stripes of rows. */
final class OrcFormat implements RecordFormat {
    private final boolean mergesSchemas;
    private final boolean isCaseSensitive;

    OrcFormat(Options options) {
        SQLConf conf = SQLConf.get();
        this.mergesSchemas = options.flag("mergeSchema", conf.isOrcSchemaMergingEnabled());
        this.isCaseSensitive = conf.caseSensitiveAnalysis();
    }

    @Override
    public String name() {
        return "orc";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.empty();
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireForOrc(columns, ErrorCode.SOURCE_UNSUPPORTED);
    }

    @Override
    public StructType infer(List<FileContent> files) throws IOException {
        StructType merged = new StructType();
        for (FileContent file : files) {
            StructType columns = Unreadable.columns(file, name(), () -> OrcRows.columnsOf(file.open()));
            merged = merged.isEmpty() ? columns : MergedColumns.of(merged, columns, isCaseSensitive, file);
            if (!mergesSchemas && !merged.isEmpty()) {
                break;
            }
        }
        return merged;
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return true;
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        return part -> new Rows(
                OrcRows.open(part.content().open(), part.start(), part.end(), columns, required, isCaseSensitive));
    }

    private record Rows(OrcRows rows) implements RowReader {
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
}
