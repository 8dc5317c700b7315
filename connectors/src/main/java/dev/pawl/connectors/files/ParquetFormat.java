package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.parquet.ParquetRows;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns, by groups of rows. */
final class ParquetFormat implements RecordFormat {
    private final boolean mergesSchemas;
    private final boolean isCaseSensitive;

    ParquetFormat(Options options) {
        SQLConf conf = SQLConf.get();
        this.mergesSchemas = options.flag("mergeSchema", conf.isParquetSchemaMergingEnabled());
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
        List<StructField> fields = new ArrayList<>();
        for (FileContent file : mergesSchemas ? files : files.subList(0, Math.min(1, files.size()))) {
            for (StructField field : ParquetRows.columnsOf(file.open()).fields()) {
                if (fields.stream().noneMatch(known -> isSame(known.name(), field.name()))) {
                    fields.add(field);
                }
            }
        }
        return DataTypes.createStructType(fields);
    }

    private boolean isSame(String one, String other) {
        return isCaseSensitive ? one.equals(other) : one.equalsIgnoreCase(other);
    }

    @Override
    public boolean isSplittable(FileContent file) {
        return true;
    }

    @Override
    public RecordDecoder decoder(StructType columns, StructType required) {
        return part ->
                new Rows(ParquetRows.open(part.content().open(), part.start(), part.end(), required, isCaseSensitive));
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
