package dev.pawl.cli.deadletters;

import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Table;
import dev.pawl.engine.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One row for each batch that has dead letters. */
final class DeadLetterList implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("List the batches that have dead letters, and why")
                .parameter(LetterDirectory.PARAMETER)
                .answering()
                .example("pawl deadletters list /data/bad/sales");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (LetterDirectory letters =
                LetterDirectory.open(invocation.arguments().value(LetterDirectory.PARAMETER))) {
            List<StorageEntry> files = letters.files();
            if (files.isEmpty()) {
                invocation.note("There are no dead letters.");
                return Outcome.DONE;
            }
            Table table = invocation
                    .report()
                    .table(
                            Column.text("queryName", "Query"),
                            Column.number("batch", "Batch"),
                            Column.instant("batchTimeMs", "Time"),
                            Column.number("letters", "Letters"),
                            Column.text("errors", "Errors"),
                            Column.text("file", "File"));
            for (StorageEntry file : files) {
                row(table, letters, file);
            }
            table.end();
            return Outcome.DONE;
        }
    }

    private static void row(Table table, LetterDirectory letters, StorageEntry file) {
        List<DeadLetter> first = new ArrayList<>();
        Map<String, Integer> errors = new TreeMap<>();
        letters.visit(file, letter -> {
            if (first.isEmpty()) {
                first.add(letter);
            }
            errors.merge(letter.errorClass(), 1, Integer::sum);
            return true;
        });
        if (!first.isEmpty()) {
            DeadLetter any = first.get(0);
            int count = errors.values().stream().mapToInt(Integer::intValue).sum();
            table.row(
                    any.queryName(),
                    any.batchId(),
                    any.time().toEpochMilli(),
                    count,
                    String.join(", ", errors.keySet()),
                    file.name());
        }
    }
}
