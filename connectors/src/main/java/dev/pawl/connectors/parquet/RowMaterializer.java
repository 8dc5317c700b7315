package dev.pawl.connectors.parquet;

import dev.pawl.connectors.format.Rebase;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Puts one row together, over and over. */
final class RowMaterializer extends RecordMaterializer<InternalRow> {
    private final ValueReaders.Struct root;

    RowMaterializer(RequestedColumns request, StructType required, Rebase rebase) {
        this.root = ValueReaders.root(request, required, rebase);
    }

    @Override
    public InternalRow getCurrentRecord() {
        return root.row();
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }
}
