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
        return text(
                progress.name().orElse(progress.id()),
                progress.batchId(),
                progress.numInputRows(),
                progress.numOutputRows(),
                progress.badRecords().orElse(0),
                progress.batchDurationMs());
    }

    /** @param rowsOut negative if nobody has counted them */
    static String text(String query, long batchId, long rowsIn, long rowsOut, long bad, long millis) {
        return String.format(
                Locale.ROOT,
                "%s  batch %d  %,d rows in%s%s  %,d ms",
                query,
                batchId,
                rowsIn,
                rowsOut < 0 ? "" : String.format(Locale.ROOT, ", %,d out", rowsOut),
                bad > 0 ? String.format(Locale.ROOT, ", %,d bad", bad) : "",
                millis);
    }
}
