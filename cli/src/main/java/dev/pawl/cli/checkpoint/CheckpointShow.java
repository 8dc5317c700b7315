package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Health;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.PartSize;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Humans;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Sheet;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code pawl checkpoint show}: what a checkpoint is. */
final class CheckpointShow implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Say what a checkpoint is: query, health, progress, sources, state, gaps, sizes")
                .detail(
                        "Health is told by names and logs; `pawl checkpoint verify` reads everything. Ends with 3 if the"
                                + " checkpoint is damaged.")
                .parameter(CheckpointPath.PARAMETER)
                .answering()
                .example("pawl checkpoint show /data/checkpoints/orders");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try (Checkpoint checkpoint = CheckpointPath.open(invocation)) {
            Overview overview = Overview.of(checkpoint);
            Portrait portrait = Portrait.of(checkpoint, overview);
            Report report = invocation.report();
            Sheet sheet = report.sheet();
            boolean isText = report.format() == OutputFormat.TEXT;
            if (isText) {
                textFields(sheet, checkpoint, overview, portrait, invocation.timeZone());
            } else {
                dataFields(sheet, checkpoint, overview, portrait);
            }
            sources(sheet, portrait, isText);
            operators(sheet, portrait, isText);
            Optional<PawlException> gapsProblem = gaps(sheet, checkpoint, isText);
            parts(sheet, overview);
            Health health = overview.diagnosis().health();
            if (health == Health.DAMAGED || health == Health.UNREACHABLE) {
                invocation.foresee(
                        health == Health.DAMAGED ? ErrorCode.CHECKPOINT_DAMAGED : ErrorCode.STORAGE_UNAVAILABLE);
            } else {
                gapsProblem.ifPresent(problem -> invocation.foresee(problem.code()));
            }
            sheet.end();
            return switch (health) {
                case EMPTY, OK, UNCOMMITTED -> {
                    if (gapsProblem.isPresent()) {
                        throw gapsProblem.get();
                    }
                    yield Outcome.DONE;
                }
                case DAMAGED ->
                    throw CheckpointPath.damaged(
                            checkpoint, overview.diagnosis().reason());
                case UNREACHABLE ->
                    throw new PawlException(
                            ErrorCode.STORAGE_UNAVAILABLE, overview.diagnosis().reason());
            };
        }
    }

    private static void dataFields(Sheet sheet, Checkpoint checkpoint, Overview overview, Portrait portrait) {
        List<Long> restorable = portrait.restorable();
        sheet.field(Column.text("path", "Path"), checkpoint.location())
                .field(Column.text("queryId", "Query"), overview.queryId().orElse(null))
                .field(Column.text("health", "Health"), overview.health())
                .field(
                        Column.text("healthReason", "Reason"),
                        overview.diagnosis().reason())
                .field(Column.number("lastPlannedBatch", "Last planned"), orNull(overview.lastPlanned()))
                .field(Column.number("lastCommittedBatch", "Last committed"), orNull(overview.lastCommitted()))
                .field(
                        Column.number("oldestRestorableBatch", "Oldest restorable"),
                        restorable.isEmpty() ? null : restorable.get(0))
                .field(
                        Column.number("newestRestorableBatch", "Newest restorable"),
                        restorable.isEmpty() ? null : restorable.get(restorable.size() - 1))
                .field(
                        Column.instant("batchTimestampMs", "Time"),
                        portrait.timestampMs().orElse(null))
                .field(
                        Column.instant("batchWatermarkMs", "Watermark"),
                        portrait.watermarkMs().orElse(null))
                .field(
                        Column.instant("nextBatchWatermarkMs", "Next watermark"),
                        portrait.nextWatermarkMs().orElse(null))
                .field(
                        Column.text("stateProvider", "State provider"),
                        portrait.stateProvider().orElse(null))
                .field(
                        Column.number("stateFormatVersion", "State format"),
                        portrait.stateFormatVersion().orElse(null))
                .field(
                        Column.number("shufflePartitions", "Shuffle partitions"),
                        portrait.shufflePartitions().orElse(null))
                .field(Column.number("files", "Files"), overview.files())
                .field(Column.bytes("bytes", "Size"), overview.bytes())
                .field(Column.text("lease", "Lease"), overview.lease());
    }

    private static void textFields(
            Sheet sheet, Checkpoint checkpoint, Overview overview, Portrait portrait, ZoneId zone) {
        Health health = overview.diagnosis().health();
        boolean isDamaged = health == Health.DAMAGED || health == Health.UNREACHABLE;
        sheet.field(Column.text("path", "Checkpoint"), checkpoint.location())
                .field(Column.text("queryId", "Query"), overview.queryId().orElse(null))
                .field(Column.text("health", "Health"), overview.health())
                .field(
                        Column.text("healthReason", isDamaged ? "Problem" : "Restart"),
                        overview.diagnosis().reason())
                .field(Column.text("lastPlannedBatch", "Last planned"), lastPlanned(overview, portrait, zone))
                .field(Column.number("lastCommittedBatch", "Last committed"), orNull(overview.lastCommitted()))
                .field(Column.text("restorable", "Restorable"), BatchRanges.of(portrait.restorable()))
                .field(Column.instant("batchWatermarkMs", "Watermark"), positive(portrait.watermarkMs()))
                .field(Column.instant("nextBatchWatermarkMs", "Next watermark"), positive(portrait.nextWatermarkMs()))
                .field(Column.text("state", "State"), portrait.operators().isEmpty() ? null : state(portrait))
                .field(
                        Column.text("size", "Size"),
                        Humans.bytes(overview.bytes()) + " in " + overview.files() + " files")
                .field(Column.text("lease", "Lease"), overview.lease());
    }

    private static @Nullable String lastPlanned(Overview overview, Portrait portrait, ZoneId zone) {
        if (overview.lastPlanned().isEmpty()) {
            return null;
        }
        return overview.lastPlanned().getAsLong()
                + portrait.timestampMs()
                        .map(time -> ", at " + Humans.instant(time, zone))
                        .orElse("");
    }

    private static String state(Portrait portrait) {
        return portrait.stateProvider().orElse("unknown provider")
                + portrait.shufflePartitions()
                        .map(count -> ", " + count + " partitions")
                        .orElse("")
                + (portrait.stateFormatVersion().orElse(1) > 1 ? ", unique ids" : "");
    }

    private static void sources(Sheet sheet, Portrait portrait, boolean isText) {
        Sheet.Rows rows = sheet.list(
                "sources",
                "Sources",
                Column.json("source", "Source"),
                Column.text("kind", "Kind"),
                isText ? Column.text("offset", "Read up to") : Column.json("offset", "Offset"));
        for (Portrait.Source source : portrait.sources()) {
            Object offset = isText
                    ? OffsetText.of(source.offset())
                    : source.offset().map(known -> known.json()).orElse(null);
            rows.row(source.id(), source.kind().toString(), offset);
        }
    }

    private static void operators(Sheet sheet, Portrait portrait, boolean isText) {
        Column id = Column.number("operator", "Operator");
        Column name = Column.text("operatorName", "Name");
        Column count = Column.number("partitions", "Partitions");
        Sheet.Rows rows = isText
                ? sheet.list("operators", "Operators", id, name, count, Column.text("stores", "Stores"))
                : sheet.list("operators", "Operators", id, name, Column.json("stores", "Stores"), count);
        for (OperatorState operator : portrait.operators()) {
            List<String> stores =
                    operator.stores().stream().map(store -> store.id().name()).toList();
            String operatorName =
                    operator.metadata().map(OperatorMetadata::operatorName).orElse(null);
            int partitions = operator.metadata()
                    .map(OperatorMetadata::partitions)
                    .orElseGet(() -> operator.partitionsExpected().size());
            if (isText) {
                rows.row(operator.id(), operatorName, partitions, String.join(", ", stores));
            } else {
                ArrayNode json = Json.array();
                stores.forEach(json::add);
                rows.row(operator.id(), operatorName, json, partitions);
            }
        }
    }

    /** Gives the problem if the log of gaps cannot be read; it does not hide the rest. */
    private static Optional<PawlException> gaps(Sheet sheet, Checkpoint checkpoint, boolean isText) {
        Column source = Column.text("source", "Source");
        Column part = Column.text("part", "Part");
        Column from = isText ? Column.text("from", "From") : Column.json("from", "From");
        Column to = isText ? Column.text("to", "To") : Column.json("to", "To");
        Column batch = Column.number("batchId", "Batch");
        Column when = Column.instant("whenMs", "When");
        Sheet.Rows rows = sheet.list("gaps", "Gaps", source, part, from, to, batch, when, Column.text("why", "Why"));
        try {
            for (Gap gap : checkpoint.gaps().gaps()) {
                rows.row(
                        gap.source(),
                        gap.part(),
                        isText ? gap.range().from().asText() : gap.range().from(),
                        gap.range()
                                .to()
                                .<Object>map(end -> isText ? end.asText() : end)
                                .orElse(null),
                        orNull(gap.batchId()),
                        gap.when().toEpochMilli(),
                        gap.why());
            }
            return Optional.empty();
        } catch (PawlException e) {
            return Optional.of(e);
        }
    }

    private static void parts(Sheet sheet, Overview overview) {
        Sheet.Rows rows = sheet.list(
                "parts",
                "Parts",
                Column.text("part", "Part"),
                Column.number("files", "Files"),
                Column.bytes("bytes", "Size"));
        for (PartSize part : overview.sizes()) {
            rows.row(part.part(), part.files(), part.bytes());
        }
    }

    /** A watermark of 0 means that there is none yet. */
    private static @Nullable Long positive(Optional<Long> watermarkMs) {
        return watermarkMs.filter(time -> time > 0).orElse(null);
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
