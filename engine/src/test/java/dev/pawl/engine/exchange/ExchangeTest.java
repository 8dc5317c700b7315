package dev.pawl.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.operator.KeyHash;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private static final StructType NUMBER = new StructType().add("number", DataTypes.LongType);
    private static final long BUDGET_BYTES = 100_000;

    private static UnsafeRow row(long number) {
        return UnsafeProjection.create(NUMBER)
                .apply(new GenericInternalRow(new Object[] {number}))
                .copy();
    }

    private static void attempt(Exchange exchange, long first) throws IOException {
        Exchange.Writer writer = exchange.writer(0, new KeyHash(NUMBER, 1).instance());
        for (long number = first; number < first + 3; number++) {
            writer.accept(row(number), row(number));
        }
        writer.finish();
    }

    @Test
    void taskThatRunsAgainTakesTheMemoryOfOneAttempt() throws IOException {
        SpillBudget budget = new SpillBudget(BUDGET_BYTES);
        try (Exchange exchange = new Exchange(1, 1, 2, budget)) {
            for (int attempt = 0; attempt < 3; attempt++) {
                attempt(exchange, attempt * 10L);
            }
            List<Long> read = new ArrayList<>();
            for (int partition = 0; partition < 2; partition++) {
                exchange.read(partition, (key, row) -> read.add(row.getLong(0)));
            }
            assertThat(read).containsExactlyInAnyOrder(20L, 21L, 22L);
        }
        assertThat(budget.take(BUDGET_BYTES)).isTrue();
    }

    /** As many tasks as partitions, as between two operators: what it takes follows the rows and not the square of the partitions. */
    @Test
    void partitionsWithoutRowsTakeNothing() throws IOException {
        int partitions = 200;
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        KeyHash.Instance hash = new KeyHash(NUMBER, 1).instance();
        UnsafeRow row = row(7);
        try (Exchange exchange = new Exchange(1, 1, partitions, new SpillBudget(BUDGET_BYTES))) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int task = 0; task < partitions; task++) {
                Exchange.Writer writer = exchange.writer(task, hash);
                writer.accept(row, row);
                writer.finish();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(partitions * 8_000L);
            List<Long> read = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                exchange.read(partition, (itsKey, itsRow) -> read.add(itsRow.getLong(0)));
            }
            assertThat(read).hasSize(partitions).containsOnly(7L);
        }
    }
}
