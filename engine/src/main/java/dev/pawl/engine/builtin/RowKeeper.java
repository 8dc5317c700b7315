package dev.pawl.engine.builtin;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.WrittenPart;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Counts rows and keeps the first of them. */
final class RowKeeper implements RowWriter {
    private final StructType columns;
    private final long most;
    private final List<InternalRow> kept = new ArrayList<>();
    private @Nullable UnsafeProjection copy;
    private long count;

    RowKeeper(StructType columns, long most) {
        this.columns = columns;
        this.most = most;
    }

    @Override
    public void write(InternalRow row) {
        if (kept.size() < most) {
            kept.add(copied(row));
        }
        count++;
    }

    /** Most rows are not kept: compiled for the first that is. */
    private InternalRow copied(InternalRow row) {
        if (copy == null) {
            copy = UnsafeProjection.create(columns);
        }
        return copy.apply(row).copy();
    }

    @Override
    public WrittenPart finish() {
        return new RowPart(count, kept);
    }

    @Override
    public void abort() {}
}
