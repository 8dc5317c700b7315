package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.step.CodeWarmup;
import dev.pawl.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

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
                                + " Ends with 5 if a query failed. The first Ctrl-C lets the batches that run finish.")
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
        // Spark's tables of functions and its grammar each take long to load: on two processors side by side.
        CompletableFuture<Pawl> opening = CompletableFuture.supplyAsync(Pawl::local);
        CodeWarmup.begin();
        Pipeline pipeline = PipelineFile.read(invocation);
        try (Pawl pawl = opening.join()) {
            List<QueryPlan> plans = chosen(pawl.compile(pipeline), invocation);
            ProgressLines lines = new ProgressLines(invocation.report());
            pawl.addListener(lines);
            boolean restarts =
                    invocation.arguments().find(RESTART).orElse("never").equals(ON_FAILURE);
            new QueryWatch(pawl, plans, restarts, invocation::note).runAll();
        }
        return Outcome.DONE;
    }

    private static List<QueryPlan> chosen(List<QueryPlan> plans, Invocation invocation) {
        List<String> names = invocation.arguments().all(QUERY);
        List<QueryPlan> chosen = new ArrayList<>();
        for (QueryPlan plan : plans) {
            if (names.isEmpty() || names.contains(plan.name())) {
                boolean isOnce = invocation.arguments().has(ONCE);
                chosen.add(isOnce ? plan.withTrigger(Trigger.availableNow()) : plan);
            }
        }
        if (chosen.isEmpty()) {
            String there = plans.stream().map(QueryPlan::name).collect(Collectors.joining(", "));
            throw new PawlException(
                    ErrorCode.ARGUMENT_INVALID,
                    there.isEmpty()
                            ? "The file has no query: add a CREATE STREAMING TABLE … AS SELECT."
                            : "The file has no query of that name. There are: " + there + ".");
        }
        return chosen;
    }
}
