package dev.pawl.engine.operator;

import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** An operator at work on one partition of one batch; used again for others. */
public interface OperatorInstance {
    /** @param state empty for an operator that remembers nothing */
    void start(Optional<PartitionState> state, EventTimeBounds bounds, RowConsumer out);

    /** A row of the batch; both are the caller's again when the call returns. */
    void accept(int side, UnsafeRow key, UnsafeRow row) throws IOException;

    /** All rows are there: changes the state, gives the results. */
    OperatorCounts finish() throws IOException;

    /** In place of more: something failed, and what is held outside of memory goes. It is not used again. */
    default void giveUp() throws IOException {}
}
