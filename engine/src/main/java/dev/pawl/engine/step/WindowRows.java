package dev.pawl.engine.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;

/** Static rows with window functions worked out, in memory. */
public final class WindowRows implements StaticRows {
    private final StaticRows rows;
    private final StructType columns;
    private final Expressions partitions;
    private final Comparator<InternalRow> order;
    private final List<WindowCall> calls;
    private final Expressions results;

    /**
     * @param columns of the rows
     * @param partitions bound to them
     * @param results the columns to be added, bound to those of the rows, then one for each call
     */
    public WindowRows(
            StaticRows rows,
            StructType columns,
            List<Expression> partitions,
            Comparator<InternalRow> order,
            List<WindowCall> calls,
            List<Expression> results) {
        this.rows = rows;
        this.columns = columns;
        this.partitions = new Expressions(partitions);
        this.order = order;
        this.calls = List.copyOf(calls);
        this.results = new Expressions(results);
    }

    @Override
    public void produce(RowConsumer out) throws IOException {
        UnsafeProjection copy = UnsafeProjection.create(columns);
        UnsafeProjection key = partitions.projection();
        Map<UnsafeRow, List<UnsafeRow>> byKey = new LinkedHashMap<>();
        rows.produce(row -> {
            UnsafeRow copied = copy.apply(row).copy();
            UnsafeRow itsKey = key.apply(copied);
            List<UnsafeRow> partition = byKey.get(itsKey);
            if (partition == null) {
                partition = new ArrayList<>();
                byKey.put(itsKey.copy(), partition);
            }
            partition.add(copied);
        });
        UnsafeProjection result = results.projection();
        for (List<UnsafeRow> partition : byKey.values()) {
            partition.sort(order);
            produce(partition, result, out);
        }
    }

    private void produce(List<UnsafeRow> partition, UnsafeProjection result, RowConsumer out) throws IOException {
        List<WindowCall.Values> values =
                calls.stream().map(call -> call.on(partition)).toList();
        GenericInternalRow called = new GenericInternalRow(calls.size());
        JoinedRow withCalled = new JoinedRow();
        JoinedRow both = new JoinedRow();
        for (int i = 0; i < partition.size(); i++) {
            for (int call = 0; call < values.size(); call++) {
                called.update(call, values.get(call).of(i));
            }
            UnsafeRow row = partition.get(i);
            out.accept(both.apply(row, result.apply(withCalled.apply(row, called))));
        }
    }
}
