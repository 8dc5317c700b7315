package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.CheckpointSearch;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Humans;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code pawl checkpoint list}: every checkpoint below a directory. */
final class CheckpointList implements Command {
    private static final Parameter<String> ROOT =
            Parameter.required("ROOT", "directory with checkpoints at any depth, or a checkpoint itself");

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("List every checkpoint at and below a directory")
                .detail("Hidden directories and the logs of tables are not looked into. The path in the answer is below"
                        + " ROOT.")
                .parameter(ROOT)
                .answering()
                .example("pawl checkpoint list /data/checkpoints");
    }

    @Override
    public Outcome run(Invocation invocation) {
        String root = invocation.arguments().value(ROOT);
        List<String> paths = find(invocation, root);
        if (paths.isEmpty()) {
            invocation.note("There is no checkpoint at or below " + root + ".");
            return Outcome.DONE;
        }
        boolean isText = invocation.report().format() == OutputFormat.TEXT;
        Table table = isText ? textTable(invocation) : dataTable(invocation);
        for (String path : paths) {
            String location = path.isEmpty() ? root : root.replaceAll("/+$", "") + "/" + path;
            Listed listed = listed(location);
            Long ageMs = listed.commitMs() == null ? null : invocation.clock().millis() - listed.commitMs();
            table.row(isText ? textRow(path, listed, ageMs) : dataRow(path, listed, ageMs));
        }
        table.end();
        return Outcome.DONE;
    }

    private static List<String> find(Invocation invocation, String root) {
        List<String> paths = new ArrayList<>();
        try (Storage storage = Storages.open(root)) {
            CheckpointSearch search =
                    new CheckpointSearch(storage, paths::add, problem -> invocation.note(problem.what()));
            if (!search.run()) {
                throw new PawlException(
                        ErrorCode.CHECKPOINT_NOT_FOUND,
                        "There is nothing at " + root + ": no directory, or an empty one.");
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Storage " + root + " cannot be closed: " + e.getMessage() + ".", e);
        }
        return paths;
    }

    private static Table textTable(Invocation invocation) {
        return invocation
                .report()
                .table(
                        Column.text("path", "Path"),
                        Column.text("health", "Health"),
                        Column.number("lastCommittedBatch", "Last batch"),
                        Column.text("age", "Committed"),
                        Column.bytes("bytes", "Size"),
                        Column.number("files", "Files"),
                        Column.text("lease", "Lease"),
                        Column.text("queryId", "Query"));
    }

    private static Table dataTable(Invocation invocation) {
        return invocation
                .report()
                .table(
                        Column.text("path", "Path"),
                        Column.text("queryId", "Query"),
                        Column.number("lastCommittedBatch", "Last batch"),
                        Column.instant("lastCommitMs", "Last commit"),
                        Column.duration("ageMs", "Age"),
                        Column.text("health", "Health"),
                        Column.bytes("bytes", "Size"),
                        Column.number("files", "Files"),
                        Column.text("lease", "Lease"));
    }

    /** What a row says. */
    private record Listed(Overview overview, @Nullable Long commitMs) {
        @Nullable
        Long lastBatch() {
            return orNull(overview.lastCommitted());
        }
    }

    private static Listed listed(String location) {
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(location))) {
            Overview overview = Overview.of(checkpoint);
            OptionalLong last = overview.lastCommitted();
            return new Listed(overview, last.isEmpty() ? null : orNull(checkpoint.commitMillis(last.getAsLong())));
        } catch (PawlException e) {
            return new Listed(Overview.unreadable(e), null);
        }
    }

    private static @Nullable Object[] textRow(String path, Listed listed, @Nullable Long ageMs) {
        Overview overview = listed.overview();
        return new @Nullable Object[] {
            shown(path),
            overview.health(),
            listed.lastBatch(),
            ageMs == null ? null : Humans.ago(ageMs),
            overview.bytes(),
            overview.files(),
            overview.lease(),
            overview.queryId().orElse(null)
        };
    }

    private static @Nullable Object[] dataRow(String path, Listed listed, @Nullable Long ageMs) {
        Overview overview = listed.overview();
        return new @Nullable Object[] {
            shown(path),
            overview.queryId().orElse(null),
            listed.lastBatch(),
            listed.commitMs(),
            ageMs,
            overview.health(),
            overview.bytes(),
            overview.files(),
            overview.lease()
        };
    }

    private static String shown(String path) {
        return path.isEmpty() ? "." : path;
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
