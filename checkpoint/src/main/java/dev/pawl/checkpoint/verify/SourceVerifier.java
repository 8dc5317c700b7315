package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.InitialOffset;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.log.SourceLogs;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Reads what sources remember, and compares it with the last plan. */
final class SourceVerifier {
    private static final String DIRECTORY = "sources";

    private final Checkpoint checkpoint;
    private final LogFacts logs;
    private final Findings findings;
    private final SourceLogs sources;

    SourceVerifier(Checkpoint checkpoint, LogFacts logs, Findings findings) {
        this.checkpoint = checkpoint;
        this.logs = logs;
        this.findings = findings;
        this.sources = checkpoint.sources();
    }

    void verify() {
        List<String> found = sources.sourceIds();
        TreeSet<String> all = new TreeSet<>(found);
        logs.last().ifPresent(entry -> all.addAll(entry.offsets().keySet()));
        for (String sourceId : all) {
            try {
                verify(sourceId, found.contains(sourceId));
            } catch (PawlException e) {
                findings.damage(Place.of(path(sourceId)), e);
            }
        }
    }

    private void verify(String sourceId, boolean isFound) {
        Optional<SourceOffset> end = offset(logs.last(), sourceId);
        SourceLogKind log = isFound ? sources.kind(sourceId) : SourceLogKind.NONE;
        // The shape of an offset is known even where a damaged log hides what it is.
        SourceKind shape = SourceKind.of(SourceLogKind.NONE, end);
        SourceKind kind = shape == SourceKind.UNKNOWN ? SourceKind.of(log, end) : shape;
        boolean isEmpty = log == SourceLogKind.NONE;
        switch (kind) {
            case FILE -> {
                if (isEmpty) {
                    reportMissing(sourceId, end);
                } else {
                    verifyFiles(sourceId, end);
                }
            }
            case KAFKA -> verifyStart(sourceId, InitialOffset.Kind.KAFKA, end);
            case RATE -> verifyStart(sourceId, InitialOffset.Kind.RATE, end);
            case DELTA, RATE_MICRO_BATCH, UNKNOWN -> {
                // Nothing is kept, or something only the source itself understands.
            }
        }
    }

    private void verifyStart(String sourceId, InitialOffset.Kind kind, Optional<SourceOffset> end) {
        if (logs.isContinuous()) {
            return;
        }
        String file = path(sourceId) + "/0";
        try {
            if (InitialOffset.read(checkpoint.storage(), sourceId, kind).isEmpty()) {
                reportMissing(sourceId, end);
            }
        } catch (PawlException e) {
            findings.damage(Place.of(file), e);
        }
    }

    /** A source that a query uses twice has two offsets, always the same, but only one log. */
    private void reportMissing(String sourceId, Optional<SourceOffset> end) {
        boolean isShared = logs.last().stream()
                .flatMap(entry -> entry.offsets().entrySet().stream())
                .anyMatch(other -> !other.getKey().equals(sourceId)
                        && end.filter(other.getValue()::equals).isPresent()
                        && sources.sourceIds().contains(other.getKey()));
        if (end.isPresent() && !isShared) {
            findings.add(
                    FindingCode.SOURCE_LOG_MISSING,
                    Place.of(path(sourceId)),
                    "Source " + sourceId + " was read up to " + end.get().text() + ", but its own log is not there.");
        }
    }

    private void verifyFiles(String sourceId, Optional<SourceOffset> end) {
        FileSourceLog log = new FileSourceLog(checkpoint.storage(), sourceId, CompactionPolicy.DEFAULT);
        for (String name : log.fileNames()) {
            try {
                log.visit(name, file -> {});
            } catch (PawlException e) {
                findings.damage(Place.of(path(sourceId) + "/" + name), e);
            }
        }
        OptionalLong last = logOffset(end);
        if (last.isEmpty()) {
            return;
        }
        long first = logOffset(offset(logs.beforeLast(), sourceId)).orElse(-1);
        log.firstMissing(first, last.getAsLong())
                .ifPresent(id -> findings.add(
                        FindingCode.SOURCE_LOG_ENTRY_MISSING,
                        Place.ofBatch(path(sourceId) + "/" + id, logs.planned().last()),
                        "The last batch reads entries " + (first + 1) + " to " + last.getAsLong() + " of source "
                                + sourceId + ", but entry " + id + " is not there."));
        log.firstGap(last.getAsLong())
                .ifPresent(id -> findings.add(
                        FindingCode.SOURCE_LOG_ENTRY_MISSING,
                        Place.of(path(sourceId) + "/" + id),
                        "Entry " + id + " of source " + sourceId
                                + " is not there: its files would be taken for new ones."));
    }

    private static OptionalLong logOffset(Optional<SourceOffset> offset) {
        return offset.map(known -> known.json().path("logOffset"))
                .filter(number -> number.canConvertToLong() && number.isIntegralNumber())
                .map(number -> OptionalLong.of(number.longValue()))
                .orElse(OptionalLong.empty());
    }

    private static Optional<SourceOffset> offset(Optional<OffsetEntry> entry, String sourceId) {
        return entry.flatMap(known -> known.offset(sourceId));
    }

    private static String path(String sourceId) {
        return DIRECTORY + "/" + sourceId;
    }
}
