package dev.pawl.cli;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandGroup;
import dev.pawl.cli.command.CommandLine;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.CompletionCommand;
import dev.pawl.cli.command.Environment;
import dev.pawl.cli.command.HelpCommand;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Sheet;
import dev.pawl.cli.output.Table;
import dev.pawl.cli.output.Tone;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;

/** The frame with commands that exist only to be watched: every way to answer and every way to fail. */
public final class SampleMain {
    private SampleMain() {}

    public static void main(String[] args) {
        Environment environment = new Environment(
                System.getenv(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Boolean.getBoolean("pawl.terminal"),
                InstantSource.system());
        System.exit(commandLine(environment).run(List.of(args)));
    }

    public static CommandLine commandLine(Environment environment) {
        return new CommandLine(root(), () -> "0.0-sample", environment);
    }

    public static CommandGroup root() {
        CommandGroup root = new CommandGroup("Commands to test the frame with");
        CommandGroup sample = new CommandGroup("Ways to answer")
                .add("table", new TableCommand())
                .add("sheet", new SheetCommand());
        return root.add("sample", sample)
                .add("fail", new FailCommand())
                .add("completion", new CompletionCommand(root))
                .add("help", new HelpCommand(root));
    }

    static final class TableCommand implements Command {
        private static final Parameter<String> THING = Parameter.required("THING", "the thing to put into a table");
        private static final Parameter<Long> ROWS =
                Parameter.optional("ROWS", "how many rows (default: 2)", ValueType.COUNT);
        private static final Option<String> TAG = Option.of("--tag", "TEXT", "a word for every row", ValueType.TEXT)
                .repeatable();

        @Override
        public CommandSpec spec() {
            return CommandSpec.of("Show a thing as a table")
                    .detail(
                            "A paragraph long enough to be broken into lines, because it goes on and on about a thing that is"
                                    + " put into a table, row after row.")
                    .parameter(THING)
                    .parameter(ROWS)
                    .option(TAG)
                    .answering()
                    .example("pawl sample table thing 3 --tag new");
        }

        @Override
        public Outcome run(Invocation invocation) {
            Table table = invocation
                    .report()
                    .table(
                            Column.text("thing", "Thing"),
                            Column.number("row", "Row"),
                            Column.bytes("sizeBytes", "Size"),
                            Column.instant("timeMs", "Time"),
                            Column.duration("ageMs", "Age"),
                            Column.flag("committed", "Committed"),
                            Column.text("state", "State"),
                            Column.json("offsets", "Offsets"));
            String thing = invocation.arguments().value(THING);
            long rows = invocation.arguments().find(ROWS).orElse(2L);
            String tags = String.join("+", invocation.arguments().all(TAG));
            for (long row = 0; row < rows; row++) {
                table.row(
                        thing,
                        row,
                        row * 1_000_000,
                        1_700_000_000_000L + row,
                        row * 100_000,
                        row % 2 == 0,
                        row % 2 == 0 ? Tone.GOOD.of("well") : null,
                        "{\"tags\":\"" + tags + "\"}");
            }
            table.end();
            invocation.note(rows + " rows");
            return rows == 0 ? Outcome.FINDINGS : Outcome.DONE;
        }
    }

    static final class SheetCommand implements Command {
        @Override
        public CommandSpec spec() {
            return CommandSpec.of("Describe a thing").answering().example("pawl sample sheet");
        }

        @Override
        public Outcome run(Invocation invocation) {
            Sheet sheet = invocation.report().sheet();
            sheet.field(Column.text("queryId", "Query"), "orders, \"fast\"")
                    .field(Column.instant("lastCommitMs", "Last commit"), 1_700_000_000_000L)
                    .field(Column.text("absent", "Absent"), null)
                    .field(Column.bytes("sizeBytes", "Size"), 123_456L);
            Sheet.Rows operators =
                    sheet.list("operators", "Operators", Column.number("id", "Id"), Column.text("name", "Name"));
            operators.row(0, "dedupe");
            operators.row(1, null);
            sheet.list("sources", "Sources", Column.text("name", "Name"));
            sheet.end();
            return Outcome.DONE;
        }
    }

    static final class FailCommand implements Command {
        private enum Way {
            DAMAGED,
            REFUSED,
            BUG,
            OUT_OF_MEMORY
        }

        private static final Parameter<Way> WAY =
                new Parameter<>("WAY", "how", ValueType.oneOf(EnumSet.allOf(Way.class)), Parameter.Need.ONE);

        @Override
        public CommandSpec spec() {
            return CommandSpec.of("Fail").parameter(WAY).answering().example("pawl fail bug");
        }

        @Override
        public Outcome run(Invocation invocation) {
            Table table = invocation.report().table(Column.number("row", "Row"));
            table.row(1);
            table.end();
            throw problem(invocation.arguments().value(WAY));
        }

        private static RuntimeException problem(Way way) {
            return switch (way) {
                case DAMAGED -> new PawlException(ErrorCode.FILE_TOO_LARGE, "File `a\u001b[31mb` is\ntoo large.");
                case REFUSED ->
                    new PawlException(ErrorCode.CREATE_NEW_UNSUPPORTED, "No.", new RuntimeException("cause"));
                case BUG -> new IllegalStateException("expected 1, found 2");
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("Java heap space");
            };
        }
    }
}
