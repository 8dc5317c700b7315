package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.predicate.Predicate;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateQuestion.Side;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.ViewCursor;
import dev.pawl.cli.command.Arguments;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** State as rows: what Spark's {@code statestore} source answers, without Spark. */
final class StateShow implements Command {
    private static final Option<Side> JOIN_SIDE = Option.of(
            "--join-side",
            "left|right",
            "the rows that a stream-stream join remembers of one input",
            ValueType.oneOf(EnumSet.allOf(Side.class)));
    private static final Option<String> VARIABLES = Option.of(
                    "--var", "NAME", "state variables of transformWithState", ValueType.TEXT)
            .repeatable();
    private static final Option<Boolean> TIMERS = Option.flag("--timers", "registered timers of transformWithState");
    private static final Option<Long> PARTITION = Option.of("--partition", "P", "only this partition", ValueType.COUNT);
    private static final Option<Long> BATCH =
            Option.of("--batch", "N", "the state after this committed batch: version N + 1", ValueType.COUNT);
    private static final Option<String> WHERE =
            Option.of("--where", "CONDITION", "only rows for which this is true, written as in SQL", ValueType.TEXT);
    private static final Option<Long> LIMIT = Option.of("--limit", "K", "at most so many rows", ValueType.COUNT);
    private static final Option<Boolean> CHANGES =
            Option.flag("--changes", "what this version changed, instead of all rows");

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show the rows of state")
                .detail(
                        "Columns and values are those of Spark's `statestore` source. Without a choice of stores, sides,"
                                + " variables or timers everything is shown; rows of more than one store say which they are of.")
                .detail("Memory does not grow with the state. The order of rows is not defined.")
                .parameter(StateOptions.CHECKPOINT)
                .option(StateOptions.OPERATORS)
                .option(StateOptions.STORES)
                .option(JOIN_SIDE)
                .option(VARIABLES)
                .option(TIMERS)
                .option(PARTITION)
                .option(StateOptions.VERSION)
                .option(BATCH)
                .option(WHERE)
                .option(LIMIT)
                .option(CHANGES)
                .answering()
                .example("pawl state show /data/checkpoints/orders --where \"key.product = 'p7' AND value.count > 10\"")
                .example("pawl state show /data/checkpoints/orders --join-side left --batch 41 -o json");
    }

    @Override
    public Outcome run(Invocation invocation) {
        Arguments arguments = invocation.arguments();
        Optional<RowCondition> condition =
                arguments.find(WHERE).map(text -> new RowCondition(Predicate.parse(text, invocation.timeZone())));
        try (Checkpoint checkpoint = StateOptions.open(arguments)) {
            if (checkpoint.operators().isEmpty()) {
                invocation.note("the query keeps no state");
                return Outcome.DONE;
            }
            long version = version(arguments, checkpoint);
            List<StateSelection.Part> parts = parts(arguments, checkpoint, version);
            boolean isAboutChanges = arguments.has(CHANGES);
            condition.ifPresent(known -> known.check(parts, isAboutChanges));
            RowLayout layout = new RowLayout(parts.size() > 1, isAboutChanges, StateOptions.batchOf(version));
            RowOutput output = output(invocation.report(), layout, parts);
            Rows rows = new Rows(version, invocation.timeZone(), condition, output);
            rows.left = arguments.find(LIMIT).orElse(Long.MAX_VALUE);
            Optional<Long> partition = arguments.find(PARTITION);
            partition.ifPresent(wanted -> checkPartition(parts, wanted));
            for (StateSelection.Part part : parts) {
                rows.print(part, partition, isAboutChanges);
            }
            output.end();
            return Outcome.DONE;
        }
    }

    private static long version(Arguments arguments, Checkpoint checkpoint) {
        Optional<Long> batch = arguments.find(BATCH);
        if (batch.isEmpty()) {
            return StateOptions.version(arguments, checkpoint);
        }
        if (arguments.has(StateOptions.VERSION)) {
            throw new PawlException(ErrorCode.ARGUMENT_INVALID, "`--version` and `--batch` exclude each other.");
        }
        return StateOptions.versionOf(checkpoint, batch.get());
    }

    private static List<StateSelection.Part> parts(Arguments arguments, Checkpoint checkpoint, long version) {
        StateSelection selection = new StateSelection(checkpoint, version, arguments.all(StateOptions.OPERATORS));
        List<StateQuestion> questions = new ArrayList<>();
        for (String name : arguments.all(StateOptions.STORES)) {
            questions.add(selection.named(name));
        }
        arguments.find(JOIN_SIDE).ifPresent(side -> questions.add(new StateQuestion.JoinSide(side)));
        for (String name : arguments.all(VARIABLES)) {
            questions.add(new StateQuestion.Variable(name));
        }
        if (arguments.has(TIMERS)) {
            questions.add(new StateQuestion.Timers());
        }
        return questions.isEmpty() ? selection.all() : selection.answers(questions);
    }

    private static void checkPartition(List<StateSelection.Part> parts, long partition) {
        for (StateSelection.Part part : parts) {
            if (part.view().partitions().contains(partition)) {
                return;
            }
            part.view().store().requirePresent(partition);
        }
        StateView view = parts.get(0).view();
        throw StateSelection.unanswerable("There is no partition " + partition + " in "
                + view.store().id() + " below " + view.store().storageRoot() + "; there are "
                + view.partitions().size() + " partitions"
                + (view.partitions().isEmpty()
                        ? "."
                        : ", up to " + view.partitions().get(view.partitions().size() - 1) + "."));
    }

    private static RowOutput output(Report report, RowLayout layout, List<StateSelection.Part> parts) {
        return report.format() == OutputFormat.JSON
                ? new JsonRows(report.jsonLines(), layout)
                : new TableRows(report, layout, parts);
    }

    /** Takes rows from views to the output until there are enough. */
    private static final class Rows {
        private final long version;
        private final ZoneId zone;
        private final Optional<RowCondition> condition;
        private final RowOutput output;
        private long left;

        Rows(long version, ZoneId zone, Optional<RowCondition> condition, RowOutput output) {
            this.version = version;
            this.zone = zone;
            this.condition = condition;
            this.output = output;
        }

        void print(StateSelection.Part part, Optional<Long> onlyPartition, boolean isAboutChanges) {
            output.begin(part);
            StateView view = part.view();
            List<Long> partitions =
                    onlyPartition.isPresent() ? view.partitions() : view.store().partitionsAt(version);
            for (long partition : partitions) {
                if (left > 0 && onlyPartition.orElse(partition) == partition) {
                    try (ViewCursor rows = isAboutChanges
                            ? view.changes(partition, version, zone)
                            : view.rows(partition, version, zone)) {
                        print(part, rows);
                    } catch (IOException e) {
                        throw new PawlException(
                                ErrorCode.STORAGE_UNAVAILABLE,
                                "Partition " + partition + " of " + view.store().id() + " below "
                                        + view.store().storageRoot() + " cannot be closed: " + e.getMessage() + ".",
                                e);
                    }
                }
            }
        }

        private void print(StateSelection.Part part, ViewCursor rows) {
            while (left > 0 && rows.next()) {
                if (condition.isEmpty() || condition.get().matches(part, rows, version)) {
                    output.row(rows);
                    left--;
                }
            }
        }
    }
}
