package dev.pawl.cli.checkpoint;

import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Table;
import dev.pawl.cli.output.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Batches for people: a column for each source, and watermarks only where the query has them. */
final class BatchTextTable implements BatchTable {
    private final Report report;
    private final Table table;
    private final List<String> sourceIds;
    private final boolean hasWatermark;
    private final List<String> remarks = new ArrayList<>();

    BatchTextTable(Report report, List<String> sourceIds, Optional<Batch> newest) {
        this.report = report;
        this.sourceIds = sourceIds;
        // A watermark never goes back, so the newest tells whether there ever was one.
        hasWatermark = newest.stream()
                .anyMatch(batch -> batch.watermarkMs().orElse(0L) > 0
                        || batch.nextWatermarkMs().orElse(0L) > 0);
        List<Column> columns = new ArrayList<>();
        columns.add(Column.number("batchId", "Batch"));
        columns.add(Column.text("committed", "Committed"));
        columns.add(Column.instant("batchTimestampMs", "Time"));
        if (hasWatermark) {
            columns.add(Column.instant("batchWatermarkMs", "Watermark"));
            columns.add(Column.instant("nextBatchWatermarkMs", "Next watermark"));
        }
        for (String id : sourceIds) {
            columns.add(Column.text(id, "Source " + id));
        }
        table = report.table(columns.toArray(new Column[0]));
    }

    @Override
    public void row(Batch batch) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(batch.id());
        values.add(batch.isCommitted() ? "yes" : Tone.WARNING.of("no"));
        values.add(batch.timestampMs().orElse(null));
        if (hasWatermark) {
            values.add(batch.watermarkMs().filter(time -> time > 0).orElse(null));
            values.add(batch.nextWatermarkMs().filter(time -> time > 0).orElse(null));
        }
        for (String id : sourceIds) {
            values.add(source(batch, id));
        }
        table.row(values.toArray());
        batch.problem().ifPresent(problem -> remarks.add("Batch " + batch.id() + ": " + problem));
    }

    private static @Nullable Object source(Batch batch, String id) {
        if (batch.plan().isEmpty()) {
            return batch.problem().isPresent() ? Tone.BAD.of("unreadable") : null;
        }
        return SourceRange.of(batch.before(), batch.plan().get(), List.of()).stream()
                .filter(range -> range.sourceId().equals(id))
                .map(SourceRange::text)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void end() {
        table.end();
        if (!remarks.isEmpty()) {
            report.line("");
            remarks.forEach(report::line);
        }
    }
}
