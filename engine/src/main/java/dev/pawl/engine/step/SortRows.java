package dev.pawl.engine.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/** Static rows in order, in memory. */
public final class SortRows implements StaticRows {
    private final StaticRows rows;
    private final Comparator<InternalRow> order;
    private final StructType columns;

    public SortRows(StaticRows rows, Comparator<InternalRow> order, StructType columns) {
        this.rows = rows;
        this.order = order;
        this.columns = columns;
    }

    @Override
    public void produce(RowConsumer out) throws IOException {
        UnsafeProjection copy = UnsafeProjection.create(columns);
        List<InternalRow> sorted = new ArrayList<>();
        rows.produce(row -> sorted.add(copy.apply(row).copy()));
        sorted.sort(order);
        for (InternalRow row : sorted) {
            out.accept(row);
        }
    }
}
