package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapLog;
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

/** Reads `metadata`, `offsets` and `commits`, and compares them with each other; and what was declared lost. */
final class LogVerifier {
    private static final String STATE = "state";

    private final Checkpoint checkpoint;
    private final Findings findings;
    private final NavigableSet<Long> planned;
    private final NavigableSet<Long> committed;
    private final Set<Long> readablePlans = new HashSet<>();
    private final Set<Long> readableCommits = new HashSet<>();
    private final boolean hasState;
    private final boolean isContinuous;
    private Optional<OffsetEntry> last = Optional.empty();
    private Optional<OffsetEntry> beforeLast = Optional.empty();

    LogVerifier(Checkpoint checkpoint, Findings findings) {
        this.checkpoint = checkpoint;
        this.findings = findings;
        planned = new TreeSet<>(checkpoint.offsets().batchIds());
        committed = new TreeSet<>(checkpoint.commits().batchIds());
        hasState = Listings.hasDirectories(checkpoint.storage(), STATE);
        isContinuous = isContinuous(checkpoint);
    }

    LogFacts verify() {
        verifyMetadata();
        planned.forEach(this::verifyPlan);
        committed.forEach(this::verifyCommit);
        verifyGaps();
        if (planned.isEmpty()) {
            verifyEmptiness();
        } else {
            verifyOrder();
        }
        return new LogFacts(planned, committed, last, beforeLast, restorable(), isContinuous);
    }

    /** No query needs it to start, so what is wrong with it is a warning. */
    private void verifyGaps() {
        try {
            checkpoint.gaps().gaps();
        } catch (PawlException e) {
            findings.damage(Severity.WARNING, Place.of(GapLog.PATH), e);
        }
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
            if (entry.metadata().isEmpty() && !isContinuous) {
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

    private static boolean isContinuous(Checkpoint checkpoint) {
        try {
            return checkpoint.isContinuous();
        } catch (PawlException e) {
            // Whatever cannot be read for the answer is reported where it is.
            return false;
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
        verifyPlanGaps(lastPlan);
        verifyCommitGaps(lastPlan);
    }

    private void verifyPlanGaps(long lastPlan) {
        long previous = planned.first();
        for (long batchId : planned) {
            if (batchId - previous > 1) {
                verifyGap(previous + 1, batchId);
            }
            previous = batchId;
        }
        if (planned.size() == 1 && lastPlan > 0) {
            reportUnknownStart(lastPlan - 1, lastPlan);
        }
    }

    /** Asynchronous progress tracking, which only queries without state can use, leaves a batch out of both logs. */
    private void verifyGap(long first, long next) {
        NavigableSet<Long> lost = committed.subSet(first, true, next, false);
        if (!hasState && lost.isEmpty()) {
            findings.add(
                    FindingCode.ASYNCHRONOUS_PROGRESS,
                    Place.of(OffsetLog.DIRECTORY),
                    "Batches are left out in both logs, as asynchronous progress tracking does.");
        } else if (next == planned.last()) {
            reportUnknownStart(hasState ? next - 1 : lost.last(), next);
        } else {
            long firstLost = hasState ? first : lost.first();
            long lastLost = hasState ? next - 1 : lost.last();
            findings.add(
                    FindingCode.OFFSET_LOG_GAP,
                    plan(firstLost),
                    "There are no offsets of " + batches(firstLost, lastLost)
                            + ", but of the batches before and after.");
        }
    }

    private void reportUnknownStart(long missing, long batchId) {
        findings.add(
                FindingCode.PREVIOUS_OFFSETS_MISSING,
                plan(missing),
                "There are no offsets of batch " + missing + ", so the start of batch " + batchId + " is not known.");
    }

    private void verifyCommitGaps(long lastPlan) {
        NavigableSet<Long> open = new TreeSet<>(planned.headSet(lastPlan));
        if (!committed.isEmpty()) {
            // The oldest commits and plans are not deleted at the same moment.
            open.headSet(committed.first()).clear();
        }
        open.removeAll(committed);
        for (long first : open) {
            if (!open.contains(first - 1)) {
                long last = first;
                while (open.contains(last + 1)) {
                    last++;
                }
                findings.add(
                        FindingCode.COMMIT_LOG_GAP,
                        commit(first),
                        "There is no commit of " + batches(first, last)
                                + ", but later batches were planned. Spark does not run them again.");
            }
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
