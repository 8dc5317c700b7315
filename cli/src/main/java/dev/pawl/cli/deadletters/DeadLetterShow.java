package dev.pawl.cli.deadletters;

import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Table;
import dev.pawl.engine.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;

/** One row a letter, oldest first. */
final class DeadLetterShow implements Command {
    private static final long SHOWN = 20;

    private static final Option<String> QUERY =
            Option.of("--query", "NAME", "only letters of the query of this name", ValueType.TEXT);
    private static final Option<Long> LIMIT =
            Option.of("--limit", "K", "only the first K letters (" + SHOWN + ")", ValueType.COUNT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show dead letters: where each record comes from, what was wrong, and the record")
                .detail(
                        "Bytes that are no text in UTF-8 are shown with replacement characters; the files have them in base64.")
                .parameter(LetterDirectory.PARAMETER)
                .option(QUERY)
                .option(LIMIT)
                .answering()
                .example("pawl deadletters show /data/bad/sales --limit 5");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (LetterDirectory letters =
                LetterDirectory.open(invocation.arguments().value(LetterDirectory.PARAMETER))) {
            Table table = invocation
                    .report()
                    .table(
                            Column.text("queryName", "Query"),
                            Column.number("batch", "Batch"),
                            Column.text("position", "Position"),
                            Column.text("errorClass", "Error"),
                            Column.text("errorMessage", "Message"),
                            Column.text("raw", "Record"));
            long limit = invocation.arguments().find(LIMIT).orElse(SHOWN);
            long[] shown = {0};
            for (StorageEntry file : letters.files()) {
                if (shown[0] >= limit) {
                    break;
                }
                letters.visit(file, letter -> {
                    boolean isWanted = invocation
                            .arguments()
                            .find(QUERY)
                            .map(letter.queryName()::equals)
                            .orElse(true);
                    if (isWanted && shown[0] < limit) {
                        row(table, letter);
                        shown[0]++;
                    }
                    return shown[0] < limit;
                });
            }
            table.end();
            if (shown[0] == 0) {
                invocation.note("There are no dead letters.");
            }
            return Outcome.DONE;
        }
    }

    private static void row(Table table, DeadLetter letter) {
        table.row(
                letter.queryName(),
                letter.batchId(),
                letter.position(),
                letter.errorClass(),
                letter.errorMessage().lines().findFirst().orElse(""),
                letter.raw()
                        .content()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(null));
    }
}
