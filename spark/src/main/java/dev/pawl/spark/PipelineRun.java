package dev.pawl.spark;

import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.TriggerText;
import dev.pawl.pipeline.remote.RunRequest;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.classic.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Console$;

/** A pipeline on a Spark that is there: everything is compiled and looked at before anything is started. */
final class PipelineRun {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);

    private final SparkSession session;
    private final Events events;
    private final QueryWatch watch;

    PipelineRun(SparkSession session, Events events, QueryWatch watch) {
        this.session = session;
        this.events = events;
        this.watch = watch;
    }

    /** @throws dev.pawl.checkpoint.error.PawlException what the first query to fail failed with, once all have ended */
    void run(Pipeline pipeline, RunRequest request) {
        List<SparkQuery> queries =
                PipelineQuery.chosen(new SparkCompiler(session).compile(pipeline), SparkQuery::name, request.queries());
        queries.forEach(this::check);
        for (SparkQuery query : queries) {
            query.rows().sparkSession().streams().addListener(events);
        }
        List<SparkQuery> started = queries.stream()
                .map(query -> request.isOnce() ? query.with(TriggerText.AVAILABLE_NOW) : query)
                .toList();
        try {
            // Threads that are started within it print there too.
            Console$.MODULE$.withOut(events.console(), () -> {
                watch.runAll(started);
                return null;
            });
        } finally {
            awaitProgress();
        }
    }

    private void check(SparkQuery query) {
        PipelineQuery statement = query.statement();
        boolean isFiles = new SparkFormats(session)
                .isFiles(statement.target().format(), statement.target().position());
        new Precautions(session.sessionState().newHadoopConf()).check(query, isFiles);
        if (!session.sparkContext().isLocal()) {
            Places.onOneMachine(statement.properties())
                    .forEach(place -> events.note(query.name() + " writes " + place
                            + " on every machine of the cluster: they must share that directory, as with NFS."));
        }
    }

    /** Listeners hear of batches later than these end. */
    private void awaitProgress() {
        try {
            session.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            LOG.warn("Spark still has progress to tell", e);
        }
    }
}
