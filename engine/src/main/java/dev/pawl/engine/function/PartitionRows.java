package dev.pawl.engine.function;

import dev.pawl.engine.exchange.SortedRows;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.Expiry;
import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.Function1;
import scala.collection.Iterator;

/** The rows that a batch brings to one partition, key by key, and the way of what a function gives for them; used again for others. */
final class PartitionRows implements AutoCloseable {
    private final SortedRows rows = new SortedRows();
    private final DueKeys dueKeys = new DueKeys();
    private final int keyColumns;
    private final Function1<InternalRow, Object> keyObject;
    private final Groups groups;
    private final Expiry.Instance late;
    private final ObjectRows given;
    private RowConsumer out = row -> {};
    private EventTimeBounds bounds = new EventTimeBounds(0, 0);
    private long lateRows;

    /** @param results makes rows of what the function gives */
    PartitionRows(GroupedInput input, Expressions results) {
        this.keyColumns = input.key().length();
        this.keyObject = ObjectProjection.of(input.keyObject()).instance();
        this.groups = new Groups(
                rows,
                keyColumns,
                input.row().length(),
                ObjectProjection.of(input.value()).instance());
        this.late = input.lateness().instance();
        this.given = new ObjectRows(results);
    }

    void start(EventTimeBounds itsBounds, RowConsumer itsOut) {
        bounds = itsBounds;
        out = itsOut;
        lateRows = 0;
    }

    /** Unless its time is over. */
    void addInTime(UnsafeRow key, UnsafeRow row) throws IOException {
        if (late.isBehind(row, bounds.lateMs())) {
            lateRows++;
        } else {
            rows.add(key, row);
        }
    }

    void add(UnsafeRow key, UnsafeRow row) throws IOException {
        rows.add(key, row);
    }

    long lateRows() {
        return lateRows;
    }

    /** For what is due in a store. */
    DueKeys dueKeys() {
        return dueKeys;
    }

    UnsafeRow key(byte[] bytes) {
        UnsafeRow key = new UnsafeRow(keyColumns);
        key.pointTo(bytes, bytes.length);
        return key;
    }

    Object object(UnsafeRow key) {
        return keyObject.apply(key);
    }

    /** @return how many keys there were */
    long forEach(Groups.Group function) throws IOException {
        return groups.forEach(function);
    }

    /** Hands on what a function gives. */
    void give(Iterator<?> objects) throws IOException {
        given.give(objects, out);
    }

    @Override
    public void close() throws IOException {
        rows.close();
        dueKeys.close();
    }
}
