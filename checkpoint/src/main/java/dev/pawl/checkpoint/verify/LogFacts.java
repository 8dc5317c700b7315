package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.log.OffsetEntry;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * What the logs say, as far as they can be read.
 *
 * @param planned the batches with offsets, readable or not
 * @param committed the batches with a commit, readable or not
 * @param last the newest plan, if it can be read
 * @param beforeLast the plan before the newest, if it can be read
 * @param restorable the committed batches whose own entries and start can be read, ascending
 * @param isContinuous whether continuous processing wrote the logs, as far as that can be told
 */
record LogFacts(
        NavigableSet<Long> planned,
        NavigableSet<Long> committed,
        Optional<OffsetEntry> last,
        Optional<OffsetEntry> beforeLast,
        List<Long> restorable,
        boolean isContinuous) {
    /** The state version that a restart begins with, 0 for an empty one. */
    long restartVersion() {
        if (planned.isEmpty()) {
            return 0;
        }
        return committed.contains(planned.last()) ? planned.last() + 1 : planned.last();
    }

    /** How much damage to a version matters: what belongs to a batch that will run again will be replaced. */
    Severity severityAt(long stateVersion) {
        boolean isCommitted = !committed.isEmpty() && stateVersion <= committed.last() + 1;
        return isCommitted ? Severity.ERROR : Severity.WARNING;
    }
}
