package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.QueryMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads `metadata`, `offsets` and `commits`, and compares them with each other. */
final class LogVerifier {
    private static final String STATE = "state";

    private final Checkpoint checkpoint;
    private final Findings findings;
    private final NavigableSet<Long> planned;
    private final NavigableSet<Long> committed;
    private final Set<Long> readablePlans = new HashSet<>();
    private final Set<Long> readableCommits = new HashSet<>();
    private final boolean hasState;
    private Optional<OffsetEntry> last = Optional.empty();
    private Optional<OffsetEntry> beforeLast = Optional.empty();

    LogVerifier(Checkpoint checkpoint, Findings findings) {
        this.checkpoint = checkpoint;
        this.findings = findings;
        planned = new TreeSet<>(checkpoint.offsets().batchIds());
        committed = new TreeSet<>(checkpoint.commits().batchIds());
        hasState = Listings.hasDirectories(checkpoint.storage(), STATE);
    }

    LogFacts verify() {
        verifyMetadata();
        planned.forEach(this::verifyPlan);
        committed.forEach(this::verifyCommit);
        if (planned.isEmpty()) {
            verifyEmptiness();
        } else {
            verifyOrder();
        }
        return new LogFacts(planned, committed, last, beforeLast, restorable());
    }

    private void verifyMetadata() {
        try {
            if (checkpoint.metadata().isEmpty()) {
                findings.add(
                        FindingCode.QUERY_METADATA_MISSING,
                        Place.of(QueryMetadata.FILE),
                        "There is no file metadata: Spark up to 4.1 gives the query a new id, later versions do not start.");
            }
        } catch (PawlException e) {
            findings.damage(Place.of(QueryMetadata.FILE), e);
        }
    }

    private void verifyPlan(long batchId) {
        Place place = plan(batchId);
        Optional<OffsetEntry> previous = last;
        boolean isLast = batchId == planned.last();
        beforeLast = last;
        last = Optional.empty();
        try {
            OffsetEntry entry = checkpoint.offsets().entry(batchId);
            last = Optional.of(entry);
            if (entry.metadata().isEmpty()) {
                Severity severity = isLast ? Severity.ERROR : Severity.WARNING;
                findings.add(
                        FindingCode.OFFSETS_WITHOUT_METADATA,
                        severity,
                        place,
                        "The line with watermark, time and confs of batch " + batchId + " is empty.");
            } else {
                readablePlans.add(batchId);
            }
            previous.ifPresent(before -> compare(before, entry, place));
        } catch (PawlException e) {
            findings.damage(place, e);
        }
    }

    private void compare(OffsetEntry before, OffsetEntry entry, Place place) {
        int sourcesBefore = before.offsets().size();
        int sources = entry.offsets().size();
        // Version 2 leaves out sources that were not yet read.
        if (before.version() == 1 && entry.version() == 1 && sources != sourcesBefore) {
            findings.add(
                    FindingCode.SOURCE_COUNT_CHANGED,
                    place,
                    "Batch " + entry.batchId() + " has offsets of " + sources + " sources, batch " + before.batchId()
                            + " of " + sourcesBefore + ".");
        }
        long watermarkBefore =
                before.metadata().map(OffsetMetadata::batchWatermarkMs).orElse(0L);
        long watermark = entry.metadata().map(OffsetMetadata::batchWatermarkMs).orElse(watermarkBefore);
        if (watermark < watermarkBefore) {
            findings.add(
                    FindingCode.WATERMARK_WENT_BACK,
                    place,
                    "The watermark of batch " + entry.batchId() + " is " + watermark + ", that of batch "
                            + before.batchId() + " was " + watermarkBefore + " (milliseconds since 1970).");
        }
    }

    private void verifyCommit(long batchId) {
        try {
            checkpoint.commits().entry(batchId);
            readableCommits.add(batchId);
        } catch (PawlException e) {
            findings.damage(commit(batchId), e);
        }
    }

    private void verifyEmptiness() {
        if (!committed.isEmpty() || hasState) {
            findings.add(
                    FindingCode.OFFSET_LOG_MISSING,
                    Place.of(OffsetLog.DIRECTORY),
                    "There are no offsets, but there " + (committed.isEmpty() ? "is state." : "are commits."));
        }
    }

    private void verifyOrder() {
        long lastPlan = planned.last();
        for (long batchId : committed.tailSet(lastPlan, false)) {
            findings.add(
                    FindingCode.COMMIT_WITHOUT_OFFSETS,
                    commit(batchId),
                    "Batch " + batchId + " is committed, but the last one planned is batch " + lastPlan + ".");
        }
        if (isAsynchronous()) {
            findings.add(
                    FindingCode.ASYNCHRONOUS_PROGRESS,
                    Place.of(OffsetLog.DIRECTORY),
                    "Batches are left out in both logs, as asynchronous progress tracking does.");
            return;
        }
        verifyPlanGaps(lastPlan);
        verifyCommitGaps(lastPlan);
    }

    /** Only queries without state can write their logs now and then; what is left out, is left out of both. */
    private boolean isAsynchronous() {
        long first = planned.first();
        boolean hasGaps = planned.last() - first >= planned.size();
        return hasGaps && !hasState && planned.containsAll(committed.tailSet(first));
    }

    private void verifyPlanGaps(long lastPlan) {
        long previous = planned.first();
        for (long batchId : planned.tailSet(previous, false)) {
            if (batchId - previous > 1 && batchId < lastPlan) {
                findings.add(
                        FindingCode.OFFSET_LOG_GAP,
                        plan(previous + 1),
                        "There are no offsets of " + batches(previous + 1, batchId - 1)
                                + ", but of the batches before and after.");
            }
            previous = batchId;
        }
        if (lastPlan > 0 && !planned.contains(lastPlan - 1)) {
            findings.add(
                    FindingCode.PREVIOUS_OFFSETS_MISSING,
                    plan(lastPlan - 1),
                    "There are no offsets of batch " + (lastPlan - 1) + ", so the start of batch " + lastPlan
                            + " is not known.");
        }
    }

    private void verifyCommitGaps(long lastPlan) {
        long previous = committed.isEmpty() ? planned.first() - 1 : committed.first();
        NavigableSet<Long> next = new TreeSet<>(committed.tailSet(previous, false));
        // The last planned batch may be uncommitted; with this bound its own commit is not asked for.
        next.add(lastPlan);
        for (long batchId : next) {
            if (batchId - previous > 1) {
                findings.add(
                        FindingCode.COMMIT_LOG_GAP,
                        commit(previous + 1),
                        "There is no commit of " + batches(previous + 1, batchId - 1)
                                + ", but later batches were planned. Spark does not run them again.");
            }
            previous = batchId;
        }
    }

    private List<Long> restorable() {
        return committed.stream()
                .filter(batchId -> readableCommits.contains(batchId) && readablePlans.contains(batchId))
                .filter(batchId -> batchId == 0
                        || readablePlans.contains(batchId - 1)
                        || (!hasState && !planned.headSet(batchId).isEmpty() && !planned.contains(batchId - 1)))
                .toList();
    }

    private static String batches(long first, long last) {
        return first == last ? "batch " + first : "batches " + first + " to " + last;
    }

    private static Place plan(long batchId) {
        return Place.ofBatch(OffsetLog.DIRECTORY + "/" + batchId, batchId);
    }

    private static Place commit(long batchId) {
        return Place.ofBatch(CommitLog.DIRECTORY + "/" + batchId, batchId);
    }
}
