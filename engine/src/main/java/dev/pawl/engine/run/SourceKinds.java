package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.log.SourceLogs;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.plan.QueryInput;
import java.util.List;
import java.util.Optional;

/** Offsets of one kind of source say nothing to another, and some look alike: which kind wrote them is told before one reads them. */
final class SourceKinds {
    private SourceKinds() {}

    /** @param recorded the last offset of each input in the checkpoint, in the order of the inputs */
    static void check(List<QueryInput> inputs, List<Optional<SourceOffset>> recorded, Storage checkpoint) {
        SourceLogs logs = new SourceLogs(checkpoint);
        for (int i = 0; i < recorded.size(); i++) {
            Optional<SourceKind> wanted = inputs.get(i).table().kind();
            if (recorded.get(i).isPresent() && wanted.isPresent()) {
                SourceKind found = kind(logs, inputs.get(i).source(), recorded.get(i));
                if (found != SourceKind.UNKNOWN && found != wanted.get()) {
                    throw new PawlException(
                            ErrorCode.STREAMING_SOURCES_CHANGED,
                            "Source " + i + " of the checkpoint is of kind " + found + ", but "
                                    + inputs.get(i).name() + ", which the query reads in its place, is of kind "
                                    + wanted.get() + ".");
                }
            }
        }
    }

    /** Only where an offset could be of any kind is the log of the source asked. */
    private static SourceKind kind(SourceLogs logs, int source, Optional<SourceOffset> offset) {
        SourceKind shape = SourceKind.of(SourceLogKind.NONE, offset);
        return shape == SourceKind.UNKNOWN ? SourceKind.of(logs.kind(Integer.toString(source)), offset) : shape;
    }
}
