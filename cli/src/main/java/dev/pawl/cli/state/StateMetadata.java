package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Table;
import java.util.List;

/** The columns of Spark's {@code state-metadata} source. */
final class StateMetadata implements Command {
    /** What Spark's source answers where no batch is committed. */
    private static final long NO_BATCH = -1;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Say what the operator metadata records")
                .detail(
                        "One row a store, with the columns of Spark's `state-metadata` source. minBatchId and maxBatchId are the"
                                + " oldest and newest committed batch.")
                .parameter(StateOptions.CHECKPOINT)
                .answering()
                .example("pawl state metadata /data/checkpoints/orders");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (Checkpoint checkpoint = StateOptions.open(invocation.arguments())) {
            List<Long> committed = checkpoint.commits().batchIds();
            long oldest = committed.isEmpty() ? NO_BATCH : committed.get(0);
            long newest = committed.isEmpty() ? NO_BATCH : committed.get(committed.size() - 1);
            Table table = invocation
                    .report()
                    .table(
                            Column.number("operatorId", "Operator"),
                            Column.text("operatorName", "Name"),
                            Column.text("stateStoreName", "Store"),
                            Column.number("numPartitions", "Partitions"),
                            Column.number("minBatchId", "Min batch"),
                            Column.number("maxBatchId", "Max batch"),
                            Column.text("operatorProperties", "Properties"));
            List<OperatorState> operators = checkpoint.operators();
            for (OperatorState operator : operators) {
                if (operator.metadata().isPresent()) {
                    OperatorMetadata metadata = operator.metadata().get();
                    for (StoreInfo store : metadata.stores()) {
                        table.row(
                                operator.id(),
                                metadata.operatorName(),
                                store.storeName(),
                                store.partitions(),
                                oldest,
                                newest,
                                metadata.properties().orElse(null));
                    }
                }
            }
            table.end();
            noteMissing(operators, invocation);
            return Outcome.DONE;
        }
    }

    private static void noteMissing(List<OperatorState> operators, Invocation invocation) {
        if (operators.isEmpty()) {
            invocation.note("the query keeps no state");
        }
        for (OperatorState operator : operators) {
            if (operator.metadata().isEmpty()) {
                invocation.note("operator " + operator.id() + " has no metadata, as with Spark 3.5 and older;"
                        + " `pawl state list` shows its stores");
            }
        }
    }
}
