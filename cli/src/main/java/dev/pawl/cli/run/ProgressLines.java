package dev.pawl.cli.run;

import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import dev.pawl.engine.run.QueryListener;
import dev.pawl.engine.run.QueryProgress;
import java.util.Locale;

/** One line for each batch: for people in a few words, in json as Spark prints its progress. */
final class ProgressLines implements QueryListener {
    private final Report report;

    ProgressLines(Report report) {
        this.report = report;
    }

    @Override
    public void onProgress(QueryProgress progress) {
        synchronized (report) {
            if (report.format() == OutputFormat.JSON) {
                report.jsonLine(progress.json());
            } else {
                report.line(text(progress));
            }
            report.flush();
        }
    }

    private static String text(QueryProgress progress) {
        long bad = progress.badRecords().orElse(0);
        return String.format(
                Locale.ROOT,
                "%s  batch %d  %,d rows in, %,d out%s  %,d ms",
                progress.name().orElse(progress.id()),
                progress.batchId(),
                progress.numInputRows(),
                progress.numOutputRows(),
                bad > 0 ? String.format(Locale.ROOT, ", %,d bad", bad) : "",
                progress.batchDurationMs());
    }
}
