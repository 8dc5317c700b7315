package dev.pawl.engine.step;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import scala.jdk.javaapi.CollectionConverters;

/** Static rows grouped and aggregated, in memory. */
public final class AggregateRows implements StaticRows {
    private final StaticRows rows;
    private final List<Expression> groupings;
    private final List<AggregateCall> calls;
    private final int bufferWidth;
    private final List<Expression> results;

    /**
     * @param groupings bound to the columns of the rows
     * @param results bound to the columns of the groupings, then one for each call
     */
    public AggregateRows(
            StaticRows rows,
            List<Expression> groupings,
            List<AggregateCall> calls,
            int bufferWidth,
            List<Expression> results) {
        this.rows = rows;
        this.groupings = List.copyOf(groupings);
        this.calls = List.copyOf(calls);
        this.bufferWidth = bufferWidth;
        this.results = List.copyOf(results);
    }

    @Override
    public void produce(RowConsumer out) throws IOException {
        UnsafeProjection key = GenerateUnsafeProjection.generate(
                CollectionConverters.asScala(groupings).toSeq(), true);
        Map<UnsafeRow, Group> groups = new LinkedHashMap<>();
        if (groupings.isEmpty()) {
            groups.put(key.apply(InternalRow.empty()).copy(), new Group());
        }
        rows.produce(row -> {
            UnsafeRow itsKey = key.apply(row);
            Group group = groups.get(itsKey);
            if (group == null) {
                group = new Group();
                groups.put(itsKey.copy(), group);
            }
            group.add(row);
        });
        UnsafeProjection result = GenerateUnsafeProjection.generate(
                CollectionConverters.asScala(results).toSeq(), true);
        JoinedRow both = new JoinedRow();
        for (Map.Entry<UnsafeRow, Group> group : groups.entrySet()) {
            out.accept(result.apply(both.apply(group.getKey(), group.getValue().results())));
        }
    }

    private final class Group {
        private final InternalRow buffer = new GenericInternalRow(bufferWidth);
        private final List<AggregateCall.Part> parts = new ArrayList<>();

        Group() {
            for (AggregateCall call : calls) {
                call.initialize(buffer);
                parts.add(call.new Part());
            }
        }

        void add(InternalRow row) {
            parts.forEach(part -> part.add(buffer, row));
        }

        InternalRow results() {
            Object[] values = new Object[calls.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = calls.get(i).result(buffer);
            }
            return new GenericInternalRow(values);
        }
    }
}
