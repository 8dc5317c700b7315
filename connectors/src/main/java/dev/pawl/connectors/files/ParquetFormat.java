package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.Rebase;
import dev.pawl.connectors.parquet.ParquetRows;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Columns, by groups of rows. */
final class ParquetFormat implements RecordFormat {
    private final boolean mergesSchemas;
    private final boolean isCaseSensitive;
    private final Rebase.Unmarked unmarked;

    ParquetFormat(Options options) {
        SQLConf conf = SQLConf.get();
        this.mergesSchemas = options.flag("mergeSchema", conf.isParquetSchemaMergingEnabled());
        this.unmarked = new Rebase.Unmarked(
                Rebase.Unmarked.isLegacy(options.text("datetimeRebaseMode", "")),
                Rebase.Unmarked.isLegacy(options.text("int96RebaseMode", "")));
        this.isCaseSensitive = conf.caseSensitiveAnalysis();
    }

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public Optional<StructType> fixedColumns() {
        return Optional.empty();
    }

    @Override
    public void check(StructType columns) {
        SupportedTypes.requireForParquet(columns, ErrorCode.SOURCE_UNSUPPORTED);
    }

    @Override
    public StructType infer(List<FileContent> files) throws IOException {
        StructType merged = new StructType();
        for (FileContent file : files) {
            StructType columns = Unreadable.columns(file, name(), () -> ParquetRows.columnsOf(file.open()));
            merged = merged.isEmpty() ? columns : MergedColumns.of(merged, columns, isCaseSensitive, file);
            if (!mergesSchemas) {
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
                ParquetRows.open(part.content().open(), part.start(), part.end(), required, isCaseSensitive, unmarked));
    }

    private record Rows(ParquetRows rows) implements RowReader {
        @Override
        public boolean next() throws IOException {
            return rows.next();
        }

        @Override
        public InternalRow row() {
            return rows.row();
        }

        @Override
        public Optional<String> position() {
            return Optional.of("row " + rows.number());
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
