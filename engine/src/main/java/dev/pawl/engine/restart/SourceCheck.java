package dev.pawl.engine.restart;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.log.SourceLogs;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.state.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the sources of a query with those of its last plan. Offsets of one kind of source say nothing to another, and some look
 * alike: which kind wrote them is told before one reads them.
 */
final class SourceCheck {
    private final SourceLogs logs;
    private final OffsetEntry plan;

    private SourceCheck(Storage checkpoint, OffsetEntry plan) {
        this.logs = new SourceLogs(checkpoint);
        this.plan = plan;
    }

    static List<SourceChange> compare(List<QueryInput> inputs, OffsetEntry plan, Storage checkpoint) {
        SourceCheck check = new SourceCheck(checkpoint, plan);
        List<SourceChange> changes = new ArrayList<>();
        int sources = Math.max(inputs.size(), plan.offsets().size());
        for (int i = 0; i < sources; i++) {
            changes.add(
                    i >= inputs.size()
                            ? check.dropped(i)
                            : i >= plan.offsets().size() ? added(i, inputs.get(i)) : check.compare(i, inputs.get(i)));
        }
        return changes;
    }

    private SourceChange dropped(int source) {
        Optional<SourceOffset> offset = offset(source);
        return new SourceChange(
                source,
                Optional.empty(),
                Change.DROPPED,
                "the checkpoint has it, of kind " + kind(source, offset) + ", and the query does not",
                offset.map(SourceOffset::text),
                Optional.of(ErrorCode.STREAMING_SOURCES_CHANGED));
    }

    private static SourceChange added(int source, QueryInput input) {
        return new SourceChange(
                source,
                Optional.of(input.name()),
                Change.NEW,
                "the checkpoint does not have it",
                Optional.empty(),
                Optional.of(ErrorCode.STREAMING_SOURCES_CHANGED));
    }

    private SourceChange compare(int source, QueryInput input) {
        Optional<SourceOffset> offset = offset(source);
        Optional<SourceKind> wanted = offset.flatMap(any -> input.table().kind());
        SourceKind found = wanted.map(any -> kind(input.source(), offset)).orElse(SourceKind.UNKNOWN);
        boolean isOther = wanted.isPresent() && found != SourceKind.UNKNOWN && found != wanted.get();
        return new SourceChange(
                source,
                Optional.of(input.name()),
                isOther ? Change.CHANGED : Change.KEPT,
                isOther ? "the checkpoint has one of kind " + found + ", and this one is of kind " + wanted.get() : "",
                offset.map(SourceOffset::text),
                isOther ? Optional.of(ErrorCode.STREAMING_SOURCES_CHANGED) : Optional.empty());
    }

    private Optional<SourceOffset> offset(int source) {
        return plan.offset(Integer.toString(source));
    }

    /** Only where an offset could be of any kind is the log of the source asked. */
    private SourceKind kind(int source, Optional<SourceOffset> offset) {
        SourceKind shape = SourceKind.of(SourceLogKind.NONE, offset);
        return shape == SourceKind.UNKNOWN ? SourceKind.of(logs.kind(Integer.toString(source)), offset) : shape;
    }
}
