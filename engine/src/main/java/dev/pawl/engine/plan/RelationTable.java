package dev.pawl.engine.plan;

import dev.pawl.engine.source.SourceTable;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table of the pipeline in the clothes Catalyst knows tables in: name, columns, and no statistics. */
final class RelationTable implements Table, SupportsRead, SupportsMetadataColumns {
    private final String name;
    private final SourceTable table;

    RelationTable(String name, SourceTable table) {
        this.name = name;
        this.table = table;
    }

    SourceTable table() {
        return table;
    }

    @Override
    public String name() {
        return name;
    }

    // Catalyst 4.1 still asks by this name.
    @SuppressWarnings("deprecation")
    @Override
    public StructType schema() {
        return table.columns();
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return Arrays.stream(table.hiddenColumns().fields())
                .map(HiddenColumn::new)
                .toArray(MetadataColumn[]::new);
    }

    private record HiddenColumn(StructField field) implements MetadataColumn {
        @Override
        public String name() {
            return field.name();
        }

        @Override
        public DataType dataType() {
            return field.dataType();
        }

        @Override
        public boolean isNullable() {
            return field.nullable();
        }
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.MICRO_BATCH_READ, TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        Scan scan = table::columns;
        return () -> scan;
    }
}
