package dev.pawl.cli.run;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Diagnosis;
import dev.pawl.checkpoint.Health;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Humans;
import dev.pawl.cli.output.Sheet;
import dev.pawl.cli.output.Tone;
import dev.pawl.cli.output.Toned;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.restart.ConfChange;
import dev.pawl.engine.restart.SourceChange;
import dev.pawl.engine.restart.StartReport;
import dev.pawl.engine.state.Change;
import dev.pawl.engine.state.OperatorChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each query of a file would meet in its checkpoint, one sheet each. */
final class DeployCheck {
    private final Invocation invocation;
    private boolean isRefused;

    DeployCheck(Invocation invocation) {
        this.invocation = invocation;
    }

    Outcome run() {
        PlannedQueries.forEach(invocation, this::check);
        return isRefused ? Outcome.FINDINGS : Outcome.DONE;
    }

    private void check(QueryPlan plan, PipelineFile.Loaded file, Optional<Checkpoint> checkpoint) {
        StartReport report = checkpoint.map(found -> report(plan, found)).orElseGet(plan::checkNew);
        Optional<ErrorCode> refusal = report.refusal();
        if (refusal.isPresent()) {
            isRefused = true;
            invocation.foresee(Outcome.FINDINGS);
        }
        Map<Long, Long> bytes = checkpoint.map(DeployCheck::stateBytes).orElse(Map.of());
        Sheet sheet = invocation.report().sheet();
        sheet.field(PlannedQueries.QUERY, plan.name())
                .field(PlannedQueries.CHECKPOINT, plan.checkpoint().orElse(null))
                .field(Column.text("verdict", "Verdict"), verdict(report, checkpoint.isPresent()))
                .field(PlannedQueries.NEXT_BATCH, report.nextBatch().orElse(null))
                .field(Column.text("code", "Code"), refusal.map(ErrorCode::id).orElse(null))
                .field(
                        Column.text("problem", "Problem"),
                        report.problems().stream()
                                .map(PawlException::what)
                                .findFirst()
                                .orElse(null))
                .field(
                        Column.text("remedy", "What to do"),
                        refusal.map(ErrorCode::remedy).orElse(null));
        sources(sheet, report.sources());
        operators(sheet, report.operators(), bytes);
        confs(sheet, report.confs());
        Sheet.Rows text = sheet.list(
                "textChanges",
                "What the checkpoint keeps of the text (-), and the file (+)",
                Column.text("line", "Line"));
        checkpoint.ifPresent(found -> textChanges(plan, file, found).forEach(text::row));
        Sheet.Rows losses = sheet.list("losses", "Lost with a new checkpoint", Column.text("loss", "Loss"));
        if (refusal.isPresent()) {
            losses(report, bytes).forEach(losses::row);
        }
        sheet.end();
    }

    private static StartReport report(QueryPlan plan, Checkpoint checkpoint) {
        StartReport report = plan.check(checkpoint.storage());
        if (report.refusal().isPresent()) {
            return report;
        }
        Diagnosis diagnosis = checkpoint.diagnosis();
        return diagnosis.health() == Health.DAMAGED
                ? report.with(new PawlException(ErrorCode.CHECKPOINT_DAMAGED, diagnosis.reason()))
                : report;
    }

    private static Object verdict(StartReport report, boolean isThere) {
        if (report.refusal().isPresent()) {
            return Tone.BAD.of("refused");
        }
        return isThere ? Tone.GOOD.of("starts") : "new: there is no checkpoint yet";
    }

    private static Map<Long, Long> stateBytes(Checkpoint checkpoint) {
        Map<Long, Long> bytes = new TreeMap<>();
        for (OperatorState operator : checkpoint.operatorsPassingOverDamage()) {
            long sum = 0;
            for (StoreState store : operator.stores()) {
                sum += store.size().bytes();
            }
            bytes.put(operator.id(), sum);
        }
        return bytes;
    }

    private static void sources(Sheet sheet, List<SourceChange> changes) {
        Sheet.Rows rows = sheet.list(
                "sources",
                "Sources",
                PlannedQueries.SOURCE,
                PlannedQueries.SOURCE_NAME,
                Column.text("change", "Change"),
                Column.text("difference", "Difference"),
                Column.text("readTo", "Read up to"));
        for (SourceChange source : changes) {
            rows.row(
                    source.source(),
                    source.name().orElse(null),
                    word(source.change(), source.refusal()),
                    source.what().isEmpty() ? null : source.what(),
                    source.readTo().orElse(null));
        }
    }

    private static void operators(Sheet sheet, List<OperatorChange> changes, Map<Long, Long> bytes) {
        Sheet.Rows rows = sheet.list(
                "operators",
                "Operators",
                PlannedQueries.OPERATOR,
                PlannedQueries.OPERATOR_NAME,
                Column.text("change", "Change"),
                Column.text("difference", "Difference"),
                Column.bytes("stateBytes", "State"));
        for (OperatorChange operator : changes) {
            rows.row(
                    operator.id(),
                    operator.name(),
                    word(operator.change(), operator.refusal()),
                    operator.what().isEmpty() ? null : operator.what(),
                    bytes.get(operator.id()));
        }
    }

    private static Toned word(Change change, Optional<ErrorCode> refusal) {
        String word = change.name().toLowerCase(Locale.ROOT);
        return refusal.isPresent() ? Tone.BAD.of(word) : Tone.GOOD.of(word);
    }

    private static void confs(Sheet sheet, List<ConfChange> changes) {
        Sheet.Rows rows = sheet.list(
                "confs",
                "Configurations that stay as the checkpoint has them",
                Column.text("conf", "Configuration"),
                Column.text("checkpointValue", "Checkpoint"),
                Column.text("fileValue", "File"));
        changes.forEach(change -> rows.row(change.key(), change.recorded(), change.set()));
    }

    private List<String> textChanges(QueryPlan plan, PipelineFile.Loaded file, Checkpoint checkpoint) {
        try {
            return KeptPipeline.read(checkpoint.storage())
                    .map(kept -> ResumedPipeline.difference(kept, plan.name(), file, invocation))
                    .orElse(List.of());
        } catch (PawlException e) {
            return List.of(e.what());
        }
    }

    private static List<String> losses(StartReport report, Map<Long, Long> bytes) {
        List<String> losses = new ArrayList<>();
        for (SourceChange source : report.sources()) {
            source.readTo()
                    .ifPresent(offset -> losses.add("that source " + source.source() + " was read up to " + offset
                            + ": it would be read from where its options say"));
        }
        for (OperatorChange operator : report.operators()) {
            if (operator.change() != Change.NEW) {
                losses.add("the state of operator " + operator.id() + " (" + operator.name() + "), "
                        + Humans.bytes(bytes.getOrDefault(operator.id(), 0L)));
            }
        }
        if (!losses.isEmpty()) {
            losses.add(
                    "the id of the query, by which its sink knows which batches it has: rows would be written again");
        }
        return losses;
    }
}
