package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import java.util.function.Consumer;

/**
 * Reads everything in a checkpoint: logs, what sources remember, what describes operators, every state file and every row.
 * Goes on after damage; memory grows with the number of files, not with what they hold.
 */
public final class Verifier {
    private final Checkpoint checkpoint;

    public Verifier(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** @param consumer gets each finding when it is made, those of one area together */
    public Verification run(Consumer<Finding> consumer) {
        Findings findings = new Findings(consumer);
        LogFacts logs = new LogVerifier(checkpoint, findings).verify();
        new SourceVerifier(checkpoint, logs, findings).verify();
        new OperatorVerifier(checkpoint, findings).verify();
        StateVerifier state = new StateVerifier(checkpoint, logs, findings);
        state.verify();
        SideFileVerifier sideFiles = new SideFileVerifier(checkpoint.storage(), findings);
        sideFiles.verify();
        return new Verification(
                sideFiles.files(),
                sideFiles.bytes(),
                findings.count(Severity.ERROR),
                findings.count(Severity.WARNING),
                findings.count(Severity.INFO),
                state.restorableBatches());
    }
}
