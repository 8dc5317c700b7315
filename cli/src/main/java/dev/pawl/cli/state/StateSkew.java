package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Arguments;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Table;
import dev.pawl.cli.output.Tone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How evenly rows are spread over partitions. */
final class StateSkew implements Command {
    /** A partition with so many times the rows of the middle one is skewed… */
    private static final int TIMES_MEDIAN = 3;

    /** …unless it has so few that it makes no difference. */
    private static final long ROWS_MIN = 1000;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show how evenly state is spread over partitions")
                .detail("A partition is skewed if it has at least " + ROWS_MIN + " rows and at least " + TIMES_MEDIAN
                        + " times as many as the median partition of its store.")
                .parameter(StateOptions.CHECKPOINT)
                .option(StateOptions.OPERATOR)
                .option(StateOptions.VERSION)
                .answering()
                .example("pawl state skew /data/checkpoints/orders --operator 0");
    }

    @Override
    public Outcome run(Invocation invocation) {
        Arguments arguments = invocation.arguments();
        try (Checkpoint checkpoint = StateOptions.open(arguments)) {
            Report report = invocation.report();
            boolean isText = report.format() == OutputFormat.TEXT;
            Problems problems = new Problems(invocation);
            Table table = problems.table(
                    Column.number("operator", "Operator"),
                    Column.text("store", "Store"),
                    Column.number("partition", "Partition"),
                    Column.number("rows", "Rows"),
                    Column.bytes("bytes", "Size"),
                    Column.number("rowsOverMedian", "Over median"),
                    isText ? Column.text("skewed", "Skewed") : Column.flag("skewed", "Skewed"));
            Totals totals = new Totals();
            if (StateSelection.operators(checkpoint, Long.MAX_VALUE, List.of()).isEmpty()) {
                table.end();
                invocation.note("the query keeps no state");
                return Outcome.DONE;
            }
            long version = StateOptions.version(arguments, checkpoint);
            List<Long> ids = arguments.all(StateOptions.OPERATOR);
            for (OperatorState operator : StateSelection.operators(checkpoint, version, ids)) {
                for (StoreState store : operator.stores()) {
                    rows(table, store, version, isText, totals, problems);
                }
            }
            table.end();
            report.line(totals.text());
            problems.end();
            return Outcome.DONE;
        }
    }

    /** What the summary is about. */
    private static final class Totals {
        private int partitions;
        private int skewed;

        String text() {
            return skewed == 0
                    ? "none of " + partitions + " partitions is skewed"
                    : skewed + " of " + partitions + " partitions " + (skewed == 1 ? "is" : "are") + " skewed";
        }
    }

    private static void rows(
            Table table, StoreState store, long version, boolean isText, Totals totals, Problems problems) {
        List<Optional<StoreCount>> counts = new ArrayList<>();
        List<@Nullable PawlException> failures = new ArrayList<>();
        List<Long> partitions = version > 0 ? store.partitionsKnown() : store.partitions();
        for (long partition : partitions) {
            try {
                store.requirePresent(partition);
                counts.add(Optional.of(StoreCount.of(store, partition, version)));
                failures.add(null);
            } catch (PawlException e) {
                counts.add(Optional.empty());
                failures.add(e);
            }
        }
        double median = median(counts);
        for (int i = 0; i < counts.size(); i++) {
            @Nullable StoreCount count = counts.get(i).orElse(null);
            boolean isSkewed = count != null && count.rows() >= ROWS_MIN && count.rows() >= TIMES_MEDIAN * median;
            totals.partitions++;
            totals.skewed += isSkewed ? 1 : 0;
            problems.row(
                    table,
                    failures.get(i),
                    store.id().operatorId(),
                    store.id().name(),
                    partitions.get(i),
                    count == null ? null : count.rows(),
                    count == null ? null : count.bytes(),
                    count == null || median == 0 ? null : twoDecimals(count.rows() / median),
                    isText ? (isSkewed ? Tone.WARNING.of("yes") : "no") : (Object) isSkewed);
        }
    }

    private static double median(List<Optional<StoreCount>> counts) {
        long[] sorted = counts.stream()
                .flatMap(Optional::stream)
                .mapToLong(StoreCount::rows)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    private static BigDecimal twoDecimals(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    }
}
