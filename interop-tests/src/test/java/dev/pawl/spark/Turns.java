package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.classic.SparkSession;

/** Runs a pipeline until it has read what is there: on Spark, or in the embedded engine. */
final class Turns {
    private static final int PATIENCE_SECONDS = 240;

    private final SparkSession session;

    Turns(SparkSession session) {
        this.session = session;
    }

    /** What a run on Spark tells. */
    static List<RunEvent> events(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> RunEvent.parse(line).orElseThrow())
                .toList();
    }

    List<RunEvent> spark(String text, String... queries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Events events = new Events(new PrintStream(out, true, StandardCharsets.UTF_8));
        run(text, new RunRequest("pipeline.sql", text, List.of(queries), true, false), events, watch(events));
        return events(out);
    }

    private static QueryWatch watch(Events events) {
        return new QueryWatch(false, events::note);
    }

    private void run(String text, RunRequest request, Events events, QueryWatch watch) {
        new PipelineRun(session.cloneSession(), events, watch).run(Pipeline.parse("pipeline.sql", text), request);
    }

    /** Runs on Spark as the file says, and is told to stop when something has happened. */
    void sparkUntil(BooleanSupplier event, String text) throws Exception {
        Events events = new Events(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        QueryWatch watch = watch(events);
        RunRequest request = new RunRequest("pipeline.sql", text, List.of(), false, false);
        FutureTask<Void> running = new FutureTask<>(() -> run(text, request, events, watch), null);
        new Thread(running, "spark").start();
        for (int patience = PATIENCE_SECONDS * 100; !event.getAsBoolean() && !running.isDone(); patience--) {
            assertThat(patience).isPositive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        watch.stopAfterBatches();
        running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void embedded(String text) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            List<StreamingQuery> started = new ArrayList<>();
            for (QueryPlan plan : pawl.compile(Pipeline.parse("pipeline.sql", text, Map.of(), Map.of()))) {
                started.add(pawl.start(plan.withTrigger(Trigger.availableNow())));
            }
            for (StreamingQuery query : started) {
                query.awaitTermination();
            }
        }
    }
}
