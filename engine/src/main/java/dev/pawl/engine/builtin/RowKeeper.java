package dev.pawl.engine.builtin;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.WrittenPart;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/** Counts rows and keeps the first of them. */
final class RowKeeper implements RowWriter {
    private final UnsafeProjection copy;
    private final long most;
    private final List<InternalRow> kept = new ArrayList<>();
    private long count;

    RowKeeper(StructType columns, long most) {
        this.copy = UnsafeProjection.create(columns);
        this.most = most;
    }

    @Override
    public void write(InternalRow row) {
        if (kept.size() < most) {
            kept.add(copy.apply(row).copy());
        }
        count++;
    }

    @Override
    public WrittenPart finish() {
        return new RowPart(count, kept);
    }

    @Override
    public void abort() {}
}
