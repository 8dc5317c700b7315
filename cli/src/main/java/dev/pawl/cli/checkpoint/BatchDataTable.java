package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Table;
import java.util.List;

/** Batches for programs: the offsets of all sources in one column, as their sources wrote them. */
final class BatchDataTable implements BatchTable {
    private final Table table;
    private final List<String> sourceIds;

    BatchDataTable(Report report, List<String> sourceIds) {
        this.sourceIds = sourceIds;
        table = report.table(
                Column.number("batchId", "Batch"),
                Column.flag("committed", "Committed"),
                Column.instant("batchTimestampMs", "Time"),
                Column.instant("batchWatermarkMs", "Watermark"),
                Column.instant("nextBatchWatermarkMs", "Next watermark"),
                Column.json("sources", "Sources"),
                Column.text("problem", "Problem"));
    }

    @Override
    public void row(Batch batch) {
        table.row(
                batch.id(),
                batch.isCommitted(),
                batch.timestampMs().orElse(null),
                batch.watermarkMs().orElse(null),
                batch.nextWatermarkMs().orElse(null),
                batch.plan()
                        .map(entry -> json(SourceRange.of(batch.before(), entry, sourceIds)))
                        .orElse(null),
                batch.problem().orElse(null));
    }

    private static ArrayNode json(List<SourceRange> ranges) {
        ArrayNode json = Json.array();
        ranges.forEach(range -> json.add(range.json()));
        return json;
    }

    @Override
    public void end() {
        table.end();
    }
}
