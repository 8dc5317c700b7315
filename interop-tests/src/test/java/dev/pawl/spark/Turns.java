package dev.pawl.spark;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;

/** Runs a pipeline until it has read what is there: on Spark, or in the embedded engine. */
final class Turns {
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
        RunRequest request = new RunRequest("pipeline.sql", text, List.of(queries), true, false);
        Main.run(
                session.cloneSession(),
                Pipeline.parse("pipeline.sql", text),
                request,
                new QueryWatch(false, events::note),
                events);
        return events(out);
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
