package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Place;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verification;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Humans;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Table;
import dev.pawl.cli.output.Tone;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code pawl checkpoint verify}: reads everything and says what is wrong. */
final class CheckpointVerify implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Read everything in a checkpoint and report what is wrong, with the fix")
                .detail(
                        "Reads every log, every state file and every row, and compares them with their checksums, with their"
                                + " schemas and with each other. Ends with 1 if there are errors or warnings.")
                .parameter(CheckpointPath.PARAMETER)
                .answering()
                .example("pawl checkpoint verify /data/checkpoints/orders");
    }

    @Override
    public Outcome run(Invocation invocation) {
        Report report = invocation.report();
        try (Checkpoint checkpoint = CheckpointPath.open(invocation)) {
            Verification verification;
            if (report.format() == OutputFormat.TEXT) {
                verification = new Verifier(checkpoint).run(finding -> {
                    foresee(invocation, finding);
                    show(report, finding);
                });
                report.line(summary(verification));
            } else {
                Table table = table(report);
                verification = new Verifier(checkpoint).run(finding -> {
                    foresee(invocation, finding);
                    row(table, finding);
                });
                table.end();
            }
            return verification.hasProblems() ? Outcome.FINDINGS : Outcome.DONE;
        }
    }

    private static void foresee(Invocation invocation, Finding finding) {
        if (finding.severity() != Severity.INFO) {
            invocation.foresee(Outcome.FINDINGS);
        }
    }

    private static void show(Report report, Finding finding) {
        Tone tone =
                switch (finding.severity()) {
                    case ERROR -> Tone.BAD;
                    case WARNING -> Tone.WARNING;
                    case INFO -> Tone.FAINT;
                };
        report.line(tone.of(word(finding.severity())), "  " + finding.place().path() + "  [" + finding.code() + "]");
        report.line("  " + finding.problem());
        report.line("  Fix: " + finding.fix());
        report.line("");
    }

    private static String summary(Verification verification) {
        String problems = verification.hasProblems()
                ? count(verification.errors(), "error") + ", " + count(verification.warnings(), "warning")
                : "no problems";
        return "Checked " + count(verification.files(), "file") + ", " + Humans.bytes(verification.bytes()) + ": "
                + problems + "; restorable batches: " + BatchRanges.of(verification.restorableBatches());
    }

    private static String count(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }

    private static Table table(Report report) {
        return report.table(
                Column.text("code", "Code"),
                Column.text("severity", "Severity"),
                Column.text("path", "Path"),
                Column.number("batchId", "Batch"),
                Column.number("operator", "Operator"),
                Column.text("store", "Store"),
                Column.number("partition", "Partition"),
                Column.number("version", "Version"),
                Column.text("problem", "Problem"),
                Column.text("fix", "Fix"));
    }

    private static void row(Table table, Finding finding) {
        Place place = finding.place();
        table.row(
                finding.code(),
                word(finding.severity()),
                place.path(),
                orNull(place.batchId()),
                orNull(place.operatorId()),
                place.store().orElse(null),
                orNull(place.partition()),
                orNull(place.version()),
                finding.problem(),
                finding.fix());
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
