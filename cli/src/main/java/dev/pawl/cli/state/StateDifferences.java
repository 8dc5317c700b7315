package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.view.Difference;
import dev.pawl.checkpoint.view.DifferenceListener;
import dev.pawl.checkpoint.view.StateDiff;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.cli.command.Arguments;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Table;
import dev.pawl.cli.output.Tone;
import dev.pawl.cli.output.Toned;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of the state. */
final class StateDifferences implements Command {
    private static final Option<Long> FROM = Option.of("--from", "V", "the older state version", ValueType.COUNT);
    private static final Option<Long> TO = Option.of("--to", "V", "the newer state version", ValueType.COUNT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show what differs between two versions of the state")
                .detail(
                        "Version N + 1 is the state after batch N, version 0 the empty state. Ends with 1 if anything differs.")
                .parameter(StateOptions.CHECKPOINT)
                .option(FROM)
                .option(TO)
                .option(StateOptions.OPERATOR)
                .option(StateOptions.STORES)
                .answering()
                .example("pawl state diff /data/checkpoints/orders --from 41 --to 42");
    }

    @Override
    public Outcome run(Invocation invocation) {
        Arguments arguments = invocation.arguments();
        long from = required(arguments, FROM);
        long to = required(arguments, TO);
        try (Checkpoint checkpoint = StateOptions.open(arguments)) {
            if (checkpoint.operators().isEmpty()) {
                invocation.note("the query keeps no state");
                return Outcome.DONE;
            }
            StateOptions.reached(checkpoint, from);
            StateOptions.reached(checkpoint, to);
            List<StateSelection.Part> parts = parts(arguments, checkpoint, from, to);
            Output output = new Output(invocation, parts);
            for (StateSelection.Part part : parts) {
                StateDiff diff =
                        new StateDiff(part.view(), from, to, invocation.timeZone(), StateDiff.HELD_BYTES_MAX_DEFAULT);
                for (long partition : part.view().store().partitionsAt(Math.max(from, to))) {
                    diff.compare(partition, output.of(part));
                }
            }
            return output.end();
        }
    }

    private static long required(Arguments arguments, Option<Long> option) {
        return arguments
                .find(option)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.ARGUMENT_INVALID,
                        "`pawl state diff` needs `--from V` and `--to V`, the versions to compare."));
    }

    /** What the operators kept at the later version, and what a restart in between made them forget. */
    private static List<StateSelection.Part> parts(Arguments arguments, Checkpoint checkpoint, long from, long to) {
        List<Long> operators = arguments.all(StateOptions.OPERATOR);
        StateSelection later = new StateSelection(checkpoint, Math.max(from, to), operators);
        StateSelection earlier = new StateSelection(checkpoint, Math.min(from, to), operators);
        List<String> names = arguments.all(StateOptions.STORES);
        if (names.isEmpty()) {
            return together(later.all(), earlier.all());
        }
        List<StateSelection.Part> parts = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            StateQuestion before = earlier.named(name);
            boolean isForgotten = !later.hasAnswer(later.named(name)) && earlier.hasAnswer(before);
            parts.addAll(together(
                    isForgotten ? List.of() : later.answers(List.of(later.named(name))),
                    earlier.hasAnswer(before) ? earlier.answers(List.of(before)) : List.of()));
        }
        return parts;
    }

    private static List<StateSelection.Part> together(
            List<StateSelection.Part> later, List<StateSelection.Part> earlier) {
        List<StateSelection.Part> parts = new ArrayList<>(later);
        for (StateSelection.Part part : earlier) {
            if (later.stream().noneMatch(part::isSameQuestion)) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Puts differences of all views into one table. */
    private static final class Output {
        private static final int FIRST_KEY = 3;

        private final Invocation invocation;
        private final List<String> keyColumns;
        private final Table table;
        private long count;

        Output(Invocation invocation, List<StateSelection.Part> parts) {
            this.invocation = invocation;
            Set<String> names = new LinkedHashSet<>();
            for (StateSelection.Part part : parts) {
                names.addAll(part.view().keyColumns());
            }
            keyColumns = List.copyOf(names);
            List<Column> columns = new ArrayList<>();
            columns.add(Column.text("change", "change"));
            columns.add(Column.number(RowColumns.OPERATOR, RowColumns.OPERATOR));
            columns.add(Column.text(RowColumns.STORE, RowColumns.STORE));
            for (String name : keyColumns) {
                columns.add(Column.json(name, name));
            }
            columns.add(Column.json("from", "from"));
            columns.add(Column.json("to", "to"));
            columns.add(Column.number(RowColumns.PARTITION, RowColumns.PARTITION));
            table = invocation.report().table(columns);
        }

        DifferenceListener of(StateSelection.Part part) {
            StateView view = part.view();
            int[] places = view.keyColumns().stream()
                    .mapToInt(name -> FIRST_KEY + keyColumns.indexOf(name))
                    .toArray();
            return difference -> row(part, places, difference);
        }

        private void row(StateSelection.Part part, int[] places, Difference difference) {
            int from = FIRST_KEY + keyColumns.size();
            @Nullable Object[] cells = new Object[from + 3];
            cells[0] = toned(difference.kind());
            cells[1] = part.operator().id();
            cells[2] = part.view().label();
            for (int i = 0; i < places.length; i++) {
                cells[places[i]] = difference.keys().get(i);
            }
            cells[from] = difference.from().orElse(null);
            cells[from + 1] = difference.to().orElse(null);
            cells[from + 2] = difference.partition();
            invocation.foresee(Outcome.FINDINGS);
            table.row(cells);
            count++;
        }

        private static Toned toned(Difference.Kind kind) {
            Tone tone =
                    switch (kind) {
                        case ADDED -> Tone.GOOD;
                        case REMOVED -> Tone.BAD;
                        case CHANGED -> Tone.WARNING;
                    };
            return tone.of(kind.toString());
        }

        Outcome end() {
            table.end();
            invocation.report().line(count + (count == 1 ? " difference" : " differences"));
            return count == 0 ? Outcome.DONE : Outcome.FINDINGS;
        }
    }
}
