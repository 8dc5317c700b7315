package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import java.util.List;

/** {@code pawl run}: starts every query of a pipeline file and waits for their ends. */
public final class RunCommand implements Command {
    private static final String EMBEDDED = "embedded";
    private static final String ON_FAILURE = "on-failure";

    private static final Option<String> ENGINE = Option.of(
            "--engine", "ENGINE", "What runs the queries: embedded (default) or spark", words(EMBEDDED, "spark"));
    private static final Option<String> RESTART = Option.of(
            "--restart",
            "WHEN",
            "Whether a query that failed is started again: never (default) or on-failure",
            words("never", ON_FAILURE));
    private static final Option<Boolean> ONCE =
            Option.flag("--once", "Read what is there now and end, whatever trigger the file says");
    private static final Option<String> QUERY = Option.of(
                    "--query", "NAME", "Run only the query of this name", ValueType.TEXT)
            .repeatable();

    private static ValueType<String> words(String... words) {
        List<String> choices = List.of(words);
        return new ValueType<>("one of " + String.join(", ", choices), choices, text -> {
            if (!choices.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Run a pipeline file")
                .detail(
                        "Starts every query of the file, each with its own checkpoint, and goes on until all have ended."
                                + " Ends with 5 if a query failed. The first Ctrl-C lets the batches that run finish, the second ends at once;"
                                + " both are safe.")
                .parameter(PipelineFile.PARAMETER)
                .option(ENGINE)
                .option(PipelineFile.SET)
                .option(RESTART)
                .option(ONCE)
                .option(QUERY)
                .answering()
                .example("pawl run revenue.sql --set dir=/data --once");
    }

    @Override
    public Outcome run(Invocation invocation) {
        if (invocation.arguments().find(ENGINE).orElse(EMBEDDED).equals("spark")) {
            throw new PawlException(
                    ErrorCode.OPTION_UNKNOWN,
                    "This build cannot run pipelines on Spark yet: --engine spark is not there.");
        }
        // A class of its own, so that commands which only look do not load the engine with the list of commands.
        return new PipelineRun(
                        invocation,
                        invocation.arguments().all(QUERY),
                        invocation.arguments().has(ONCE),
                        invocation.arguments().find(RESTART).orElse("never").equals(ON_FAILURE))
                .run();
    }
}
