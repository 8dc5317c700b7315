package dev.pawl.spark;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code spark-submit} starts: runs the pipeline that {@code pawl run} hands it on standard input. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int ASKER_IS_GONE = 5;

    private Main() {}

    public static void main(String[] args) throws IOException {
        // What is told goes alone to standard output.
        PrintStream out = System.out;
        System.setOut(System.err);
        Signals.ignoreCtrlC();
        Events events = new Events(new PrintStream(out, false, StandardCharsets.UTF_8));
        Asker asker = new Asker(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                RunRequest.SILENCE_MS_MAX);
        String line = asker.request();
        if (line == null) {
            System.exit(ASKER_IS_GONE);
            return;
        }
        RunRequest request = RunRequest.parse(line);
        QueryWatch watch = new QueryWatch(request.restarts(), events::note);
        asker.listen(watch::stopAfterBatches, () -> Runtime.getRuntime().halt(ASKER_IS_GONE));
        events.tell(ending(request, watch, events));
        System.exit(0);
    }

    private static RunEvent ending(RunRequest request, QueryWatch watch, Events events) throws IOException {
        Path aside = Files.createTempDirectory("pawl-spark-");
        try {
            Sessions.checkVersion();
            Pipeline pipeline = Pipeline.parse(request.file(), request.text());
            try (SparkSession session = Sessions.open(pipeline, new SparkConf(), aside)) {
                new PipelineRun(session, events, watch).run(pipeline, request);
            }
            return RunEvent.of(RunEvent.Kind.ENDED, "");
        } catch (PawlException e) {
            return RunEvent.failed(e);
        } catch (Exception | LinkageError e) {
            LOG.error("Spark failed", e);
            return RunEvent.failed(Problems.ofSpark(e));
        } finally {
            Utils.deleteRecursively(aside.toFile());
        }
    }
}
