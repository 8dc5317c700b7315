package dev.pawl.cli.run;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Sheet;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.restart.QueryOutline;
import dev.pawl.engine.restart.StartReport;
import dev.pawl.engine.run.Trigger;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.StreamingTable;
import java.time.Duration;
import java.util.Optional;

/** The plans of the queries of a file, one sheet each. */
final class Explanation {
    private final Invocation invocation;

    Explanation(Invocation invocation) {
        this.invocation = invocation;
    }

    Outcome run() {
        PlannedQueries.forEach(invocation, this::explain);
        return Outcome.DONE;
    }

    private void explain(QueryPlan plan, PipelineFile.Loaded file, Optional<Checkpoint> checkpoint) {
        QueryOutline outline = plan.outline();
        Optional<StartReport> report = checkpoint.map(found -> plan.check(found.storage()));
        RecordedConfs confs = report.map(StartReport::inForce).orElseGet(plan::confs);
        boolean hasState = !outline.operators().isEmpty();
        Sheet sheet = invocation.report().sheet();
        sheet.field(PlannedQueries.QUERY, plan.name())
                .field(Column.text("columns", "Columns"), outline.columns())
                .field(Column.text("outputMode", "Output mode"), plan.mode().sparkName())
                .field(Column.text("trigger", "Trigger"), trigger(plan.trigger()))
                .field(
                        Column.text("watermark", "Watermark"),
                        outline.watermarks().isEmpty() ? null : String.join(", ", outline.watermarks()))
                .field(Column.text("sink", "Sink"), plan.sink().name())
                .field(
                        Column.text("target", "Target"),
                        plan.sinkOptions()
                                .find("path")
                                .map(Secrets::withoutSecrets)
                                .orElse(null))
                .field(PlannedQueries.CHECKPOINT, plan.checkpoint().orElse(null))
                .field(Column.flag("checkpointExists", "Exists"), checkpoint.isPresent())
                .field(
                        PlannedQueries.NEXT_BATCH,
                        report.flatMap(StartReport::nextBatch).orElse(null))
                .field(
                        Column.text("stateProvider", "State provider"),
                        hasState ? PlannedQueries.provider(confs.stateStoreProvider()) : null)
                .field(
                        Column.number("aggregationStateFormatVersion", "Format of aggregations"),
                        hasState ? confs.aggregationStateFormatVersion() : null)
                .field(
                        Column.number("joinStateFormatVersion", "Format of joins"),
                        hasState ? confs.joinStateFormatVersion() : null);
        sources(sheet, outline, file.pipeline());
        steps(sheet, outline);
        operators(sheet, outline, confs.shufflePartitions().orElse(0));
        sheet.end();
    }

    private static void steps(Sheet sheet, QueryOutline outline) {
        Sheet.Rows steps = sheet.list(
                "steps", "Steps", Column.text("from", "From"), Column.text("step", "Step"), Column.text("to", "To"));
        outline.steps()
                .forEach(step -> steps.row(step.from(), step.step(), step.to().isEmpty() ? null : step.to()));
    }

    private static void operators(Sheet sheet, QueryOutline outline, int partitions) {
        Sheet.Rows operators = sheet.list(
                "operators",
                "State",
                PlannedQueries.OPERATOR,
                PlannedQueries.OPERATOR_NAME,
                Column.text("store", "Store"),
                Column.number("partitions", "Partitions"),
                Column.text("key", "Key"),
                Column.text("value", "Value"));
        outline.operators()
                .forEach(store -> operators.row(
                        store.operator(),
                        store.name(),
                        store.store(),
                        store.isGlobal() ? 1 : partitions,
                        store.key(),
                        store.value()));
    }

    private static void sources(Sheet sheet, QueryOutline outline, Pipeline pipeline) {
        Sheet.Rows sources = sheet.list(
                "sources",
                "Sources",
                PlannedQueries.SOURCE,
                PlannedQueries.SOURCE_NAME,
                Column.text("format", "Format"),
                Column.text("columns", "Columns read"));
        outline.sources()
                .forEach(source ->
                        sources.row(source.number(), source.name(), format(pipeline, source.name()), source.columns()));
    }

    /** Of a source, or of a table that another query of the file writes. */
    private static String format(Pipeline pipeline, String table) {
        return pipeline.sources()
                .filter(source -> source.name().equalsIgnoreCase(table))
                .map(SourceView::format)
                .findFirst()
                .or(() -> pipeline.tables()
                        .filter(target -> target.name().equalsIgnoreCase(table))
                        .map(StreamingTable::format)
                        .findFirst())
                .orElse("");
    }

    private static String trigger(Trigger trigger) {
        return switch (trigger.kind()) {
            case AVAILABLE_NOW -> "available-now";
            case ONCE -> "once";
            case PROCESSING_TIME ->
                trigger.interval().equals(Duration.ZERO)
                        ? "continuous-batches"
                        : trigger.interval().toMillis() + " milliseconds";
        };
    }
}
