package dev.pawl.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.engine.HeldLeases;
import dev.pawl.engine.OptionCheck;
import dev.pawl.pipeline.Claims;
import dev.pawl.pipeline.ConfNames;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The queries of a pipeline file at work on Spark. This process holds their leases, and passes on what Spark tells. */
final class SparkRun {
    private final Invocation invocation;
    private final PrintStream console;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isStopping;

    SparkRun(Invocation invocation) {
        this.invocation = invocation;
        this.console = invocation.console();
    }

    /**
     * @param names of the queries to run; all if there are none
     * @param master what Spark runs on; empty for what it is configured with
     */
    Outcome run(List<String> names, boolean isOnce, boolean restarts, Optional<String> master) {
        String text = PipelineFile.text(invocation);
        String file = PipelineFile.name(invocation);
        Pipeline pipeline = Pipeline.parse(file, text);
        // What is wrong with it for any engine is told before Spark has started.
        pipeline.confs().forEach(conf -> ConfNames.requireKnown(conf.key(), conf.position()));
        OptionCheck.check(pipeline);
        List<String> checkpoints = checkpoints(pipeline, names);
        List<String> command = SparkInstallation.of(invocation.variables()).command(master);
        try (HeldLeases leases = HeldLeases.acquire(checkpoints)) {
            leases.forgetTexts();
            listen(command, new RunRequest(file, text, names, isOnce, restarts), leases);
        } catch (RuntimeException e) {
            if (!isStopping) {
                throw e;
            }
        } finally {
            ended.countDown();
        }
        return Outcome.DONE;
    }

    private void listen(List<String> command, RunRequest request, HeldLeases leases) {
        try (SparkProcess spark = SparkProcess.start(command, request, leases::check)) {
            Thread hook = new Thread(() -> stopInPeace(spark), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            SecondSignal.endAtOnce();
            try {
                spark.listen(this::show, this::note);
            } finally {
                forget(hook);
            }
        }
    }

    /** Of the queries that are to run. */
    private static List<String> checkpoints(Pipeline pipeline, List<String> names) {
        // Only Spark knows which of its formats take several queries; it checks that itself.
        Claims claims = new Claims(table -> true);
        List<PipelineQuery> queries = new ArrayList<>();
        pipeline.statements()
                .forEach(statement -> PipelineQuery.of(statement, claims).ifPresent(queries::add));
        return PipelineQuery.chosen(queries, PipelineQuery::name, names).stream()
                .flatMap(query -> query.properties().checkpoint().stream())
                .toList();
    }

    private void show(RunEvent event) {
        switch (event.kind()) {
            case PROGRESS -> progress(event.text());
            case NOTE -> note(event.text());
            case CONSOLE -> {
                console.println(event.text());
                console.flush();
            }
            case FAILED, ENDED -> {
                // Who listens has heard it.
            }
        }
    }

    private void progress(String json) {
        synchronized (invocation.report()) {
            if (invocation.report().format() == OutputFormat.JSON) {
                invocation.report().jsonLine(json);
            } else {
                invocation.report().line(text(json));
            }
            invocation.report().flush();
        }
    }

    private static String text(String json) {
        try {
            ObjectNode progress = Json.parseObject(json);
            return ProgressLines.text(
                    progress.path("name").asText(progress.path("id").asText()),
                    progress.path("batchId").asLong(),
                    progress.path("numInputRows").asLong(),
                    // Not every sink of Spark's counts.
                    progress.path("sink").path("numOutputRows").asLong(-1),
                    0,
                    progress.path("batchDuration").asLong());
        } catch (JsonProblem e) {
            return json;
        }
    }

    private void note(String text) {
        synchronized (invocation.report()) {
            invocation.note(text);
        }
    }

    /** The process was told to end: batches that run may finish. */
    private void stopInPeace(SparkProcess spark) {
        isStopping = true;
        spark.stopAfterBatches();
        note(QueryWatch.STOPPING);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is what waits for us.
        }
    }
}
