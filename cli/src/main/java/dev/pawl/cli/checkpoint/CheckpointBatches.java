package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** {@code pawl checkpoint batches}: one row a batch. */
final class CheckpointBatches implements Command {
    private static final Option<Long> LIMIT = Option.of("--limit", "K", "only the newest K batches", ValueType.COUNT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show what each batch read, and whether it is committed")
                .detail(
                        "A batch reads each source from where the batch before ended. A batch without a commit runs again on"
                                + " the next start.")
                .parameter(CheckpointPath.PARAMETER)
                .option(LIMIT)
                .answering()
                .example("pawl checkpoint batches /data/checkpoints/orders --limit 10");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (Checkpoint checkpoint = CheckpointPath.open(invocation)) {
            TreeSet<Long> planned = new TreeSet<>(checkpoint.offsets().batchIds());
            TreeSet<Long> ids = new TreeSet<>(planned);
            ids.addAll(checkpoint.commits().batchIds());
            if (ids.isEmpty()) {
                invocation.note("No batch was planned yet.");
                return Outcome.DONE;
            }
            List<Long> shown = new ArrayList<>(ids);
            long limit = invocation.arguments().find(LIMIT).orElse((long) shown.size());
            shown = shown.subList((int) Math.max(0, shown.size() - limit), shown.size());

            BatchReader reader = new BatchReader(checkpoint);
            Optional<Batch> newest = newestReadable(reader, shown);
            List<String> sources = newest.flatMap(Batch::plan)
                    .map(entry -> List.copyOf(entry.offsets().keySet()))
                    .orElse(List.of());
            BatchTable table = invocation.report().format() == OutputFormat.TEXT
                    ? new BatchTextTable(invocation.report(), sources, newest)
                    : new BatchDataTable(invocation.report(), sources);

            int unreadable = 0;
            Long before = shown.isEmpty() ? null : planned.lower(shown.get(0));
            Optional<OffsetEntry> previous = before == null ? Optional.empty() : reader.plan(before);
            for (long id : shown) {
                Batch batch = reader.read(id, previous);
                if (batch.problem().isPresent()) {
                    unreadable++;
                    invocation.foresee(ErrorCode.CHECKPOINT_DAMAGED);
                }
                table.row(batch);
                if (planned.contains(id)) {
                    previous = batch.plan();
                }
            }
            table.end();
            if (unreadable > 0) {
                throw problem(checkpoint, unreadable);
            }
            return Outcome.DONE;
        }
    }

    private static Optional<Batch> newestReadable(BatchReader reader, List<Long> ids) {
        for (int i = ids.size() - 1; i >= 0; i--) {
            Batch batch = reader.read(ids.get(i), Optional.empty());
            if (batch.plan().isPresent()) {
                return Optional.of(batch);
            }
        }
        return Optional.empty();
    }

    private static PawlException problem(Checkpoint checkpoint, int unreadable) {
        return CheckpointPath.damaged(
                checkpoint,
                unreadable == 1
                        ? "One of the batches shown cannot be read."
                        : unreadable + " of the batches shown cannot be read.");
    }
}
