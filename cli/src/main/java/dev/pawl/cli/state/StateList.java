package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.PartSize;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Table;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Operators with their stores: how much is in each, and which versions can be read. */
final class StateList implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("List operators with their stores, versions and sizes")
                .detail("Rows are counted after the last committed batch by reading the state of every partition.")
                .parameter(StateOptions.CHECKPOINT)
                .answering()
                .example("pawl state list /data/checkpoints/orders");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (Checkpoint checkpoint = StateOptions.open(invocation.arguments())) {
            Problems problems = new Problems(invocation);
            Table table = problems.table(
                    Column.number("operator", "Operator"),
                    Column.text("operatorName", "Name"),
                    Column.text("store", "Store"),
                    Column.number("partitions", "Partitions"),
                    Column.number("minVersion", "Min version"),
                    Column.number("maxVersion", "Max version"),
                    Column.number("rows", "Rows"),
                    Column.bytes("bytes", "Size"),
                    Column.number("files", "Files"));
            OptionalLong committed = checkpoint.commits().latest();
            List<OperatorState> operators = checkpoint.operators();
            for (OperatorState operator : operators) {
                for (StoreState store : operator.stores()) {
                    row(table, operator, store, committed, problems);
                }
            }
            table.end();
            if (operators.isEmpty()) {
                invocation.note("the query keeps no state");
            }
            problems.end();
            return Outcome.DONE;
        }
    }

    private static void row(
            Table table, OperatorState operator, StoreState store, OptionalLong committed, Problems problems) {
        @Nullable Long oldest = null;
        @Nullable Long newest = null;
        @Nullable Long rows = null;
        @Nullable PawlException problem = null;
        try {
            NavigableSet<Long> loadable = store.loadable();
            oldest = loadable.isEmpty() ? null : loadable.first();
            newest = loadable.isEmpty() ? null : loadable.last();
            if (committed.isPresent()) {
                rows = StoreCount.all(store, committed.getAsLong() + 1).rows();
            }
        } catch (PawlException e) {
            problem = e;
        }
        PartSize size = store.size();
        problems.row(
                table,
                problem,
                operator.id(),
                operator.metadata().map(OperatorMetadata::operatorName).orElse(null),
                store.id().name(),
                store.partitions().size(),
                oldest,
                newest,
                rows,
                size.bytes(),
                size.files());
    }
}
