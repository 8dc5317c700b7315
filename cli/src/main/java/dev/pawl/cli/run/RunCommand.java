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
import java.util.Optional;

/** {@code pawl run}: starts every query of a pipeline file and waits for their ends. */
public final class RunCommand implements Command {
    private static final String EMBEDDED = "embedded";
    private static final String SPARK = "spark";
    private static final String ON_FAILURE = "on-failure";

    private static final Option<String> ENGINE = Option.of(
            "--engine", "ENGINE", "What runs the queries: embedded (default) or spark", words(EMBEDDED, SPARK));
    private static final Option<String> MASTER = Option.of(
            "--master",
            "MASTER",
            "What Spark runs on: local[2], spark://…, yarn, k8s://…; by default what it is configured with, or this machine",
            ValueType.TEXT);
    static final Option<String> RESTART = Option.of(
            "--restart",
            "WHEN",
            "Whether a query that failed is started again: never (default) or on-failure",
            words("never", ON_FAILURE));
    private static final Option<Boolean> ONCE =
            Option.flag("--once", "Read what is there now and end, whatever trigger the file says");
    private static final Option<String> QUERY = Option.of(
                    "--query", "NAME", "Run only the query of this name", ValueType.TEXT)
            .repeatable();

    /** Whether queries that fail are started again. */
    static boolean restarts(Invocation invocation) {
        return invocation.arguments().find(RESTART).orElse("never").equals(ON_FAILURE);
    }

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
                .option(MASTER)
                .option(PipelineFile.SET)
                .option(RESTART)
                .option(ONCE)
                .option(QUERY)
                .answering()
                .example("pawl run revenue.sql --set dir=/data --once");
    }

    @Override
    public Outcome run(Invocation invocation) {
        List<String> names = invocation.arguments().all(QUERY);
        boolean isOnce = invocation.arguments().has(ONCE);
        boolean restarts = restarts(invocation);
        Optional<String> master = invocation.arguments().find(MASTER);
        // Classes of their own, so that commands which only look do not load an engine with the list of commands.
        if (invocation.arguments().find(ENGINE).orElse(EMBEDDED).equals(SPARK)) {
            return new SparkRun(invocation).run(names, isOnce, restarts, master);
        }
        if (master.isPresent()) {
            throw new PawlException(
                    ErrorCode.ARGUMENT_INVALID, "`--master` says what Spark runs on: it needs `--engine spark`.");
        }
        return new PipelineRun(invocation, names, isOnce, restarts).run();
    }
}
