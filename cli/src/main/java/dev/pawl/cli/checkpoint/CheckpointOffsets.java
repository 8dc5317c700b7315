package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Sheet;
import dev.pawl.cli.output.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code pawl checkpoint offsets}: one entry of the offset log, decoded. */
final class CheckpointOffsets implements Command {
    private static final Parameter<Long> BATCH =
            Parameter.optional("N", "id of the batch (default: the last planned one)", ValueType.COUNT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show the plan of one batch: what it reads, and the settings it runs with")
                .parameter(CheckpointPath.PARAMETER)
                .parameter(BATCH)
                .answering()
                .example("pawl checkpoint offsets /data/checkpoints/orders 41");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (Checkpoint checkpoint = CheckpointPath.open(invocation)) {
            TreeSet<Long> planned = new TreeSet<>(checkpoint.offsets().batchIds());
            Optional<Long> wanted = invocation
                    .arguments()
                    .find(BATCH)
                    .or(() -> planned.isEmpty() ? Optional.empty() : Optional.of(planned.last()));
            if (wanted.isEmpty() || !planned.contains(wanted.get())) {
                throw notFound(checkpoint, wanted, List.copyOf(planned));
            }
            OffsetEntry entry = checkpoint.offsets().entry(wanted.get());
            Long before = planned.lower(wanted.get());
            Optional<OffsetEntry> previous =
                    before == null ? Optional.empty() : new BatchReader(checkpoint).plan(before);
            if (before != null && previous.isEmpty()) {
                invocation.note("The offsets of batch " + before + " cannot be read, so starts are not shown.");
            }
            List<SourceRange> ranges = SourceRange.of(previous, entry, List.of());
            if (invocation.report().format() == OutputFormat.TEXT) {
                showText(invocation.report(), entry, ranges);
            } else {
                showData(invocation.report(), entry, ranges);
            }
            return Outcome.DONE;
        }
    }

    private static PawlException notFound(Checkpoint checkpoint, Optional<Long> wanted, List<Long> planned) {
        String what = wanted.map(batchId -> "no offsets of batch " + batchId).orElse("no offsets");
        return new PawlException(
                ErrorCode.BATCH_NOT_FOUND,
                "The checkpoint at " + checkpoint.location() + " has " + what + "; batches with offsets: "
                        + BatchRanges.of(planned) + ".");
    }

    private static void showData(Report report, OffsetEntry entry, List<SourceRange> ranges) {
        ArrayNode sources = Json.array();
        for (SourceRange range : ranges) {
            ObjectNode source = Json.object();
            source.set("source", range.sourceIdJson());
            sources.add(source.setAll(range.json()));
        }
        ObjectNode conf = Json.object();
        confs(entry).forEach(conf::put);
        Table table = report.table(
                Column.number("batchId", "Batch"),
                Column.number("version", "Log version"),
                Column.instant("batchTimestampMs", "Time"),
                Column.instant("batchWatermarkMs", "Watermark"),
                Column.json("sources", "Sources"),
                Column.json("conf", "Conf"));
        table.row(
                entry.batchId(),
                entry.version(),
                entry.metadata().map(OffsetMetadata::batchTimestampMs).orElse(null),
                entry.metadata().map(OffsetMetadata::batchWatermarkMs).orElse(null),
                sources,
                conf);
        table.end();
    }

    private static void showText(Report report, OffsetEntry entry, List<SourceRange> ranges) {
        Optional<OffsetMetadata> metadata = entry.metadata();
        Sheet sheet = report.sheet()
                .field(Column.number("batchId", "Batch"), entry.batchId())
                .field(Column.number("version", "Log version"), entry.version())
                .field(
                        Column.instant("batchTimestampMs", "Time"),
                        metadata.map(OffsetMetadata::batchTimestampMs).orElse(null))
                .field(
                        Column.instant("batchWatermarkMs", "Watermark"),
                        metadata.map(OffsetMetadata::batchWatermarkMs)
                                .filter(time -> time > 0)
                                .orElse(null));
        Sheet.Rows sources = sheet.list(
                "sources",
                "Sources",
                Column.text("source", "Source"),
                Column.text("start", "Start"),
                Column.text("end", "End"));
        for (SourceRange range : ranges) {
            sources.row(
                    range.sourceId(),
                    range.start().map(SourceOffset::text).orElse(null),
                    range.end().map(SourceOffset::text).orElse(null));
        }
        Sheet.Rows conf = sheet.list("conf", "Settings", Column.text("key", "Key"), Column.text("value", "Value"));
        new TreeMap<>(confs(entry)).forEach(conf::row);
        sheet.end();
    }

    private static Map<String, String> confs(OffsetEntry entry) {
        return entry.metadata().map(known -> known.conf().values()).orElse(Map.of());
    }
}
