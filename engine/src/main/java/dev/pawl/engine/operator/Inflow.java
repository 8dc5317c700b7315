package dev.pawl.engine.operator;

import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** How the rows of a path get to a stateful operator: each with its key, perhaps brought together already. */
public interface Inflow {
    /** How many columns the rows have that go on with the keys. */
    int columns();

    /** For one task at a time. */
    Instance instance();

    /** At work in one task. */
    interface Instance extends RowConsumer {
        /** Called before the rows of a task. */
        void start(KeyedConsumer out);

        /** Fails as {@link #accept} would because of the values of the row alone, and takes nothing. */
        void check(InternalRow row);

        /** Called when all rows of the task are there: gives what was held back. */
        void flush() throws IOException;
    }
}
