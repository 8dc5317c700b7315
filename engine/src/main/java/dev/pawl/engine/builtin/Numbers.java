package dev.pawl.engine.builtin;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.util.Iterator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Every {@code step}-th number of a range, with a timestamp: a part of a batch of the rate sources.
 *
 * @param timestampMs of a number
 * @param required both columns, or one of them
 */
record Numbers(long first, long end, long step, LongUnaryOperator timestampMs, StructType required) implements Split {
    static final StructType COLUMNS = StructType.fromDDL("timestamp TIMESTAMP, value BIGINT");

    static final OptionDoc PARTITIONS =
            new OptionDoc("numPartitions", "the number of processors", "how many tasks a batch has");

    private static final long MICROS_PER_MILLI = 1000;

    @Override
    public String description() {
        return "numbers from " + first + " to " + end;
    }

    @Override
    public RowReader open() {
        String[] names = required.fieldNames();
        Iterator<InternalRow> rows = LongStream.iterate(first, value -> value < end, value -> value + step)
                .<InternalRow>mapToObj(value -> {
                    Object[] columns = new Object[names.length];
                    for (int i = 0; i < names.length; i++) {
                        columns[i] = names[i].equals("value")
                                ? value
                                : Math.multiplyExact(timestampMs.applyAsLong(value), MICROS_PER_MILLI);
                    }
                    return new GenericInternalRow(columns);
                })
                .iterator();
        return new IteratorReader(rows);
    }
}
