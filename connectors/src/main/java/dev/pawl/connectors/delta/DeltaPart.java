package dev.pawl.connectors.delta;

import dev.pawl.engine.sink.WrittenPart;
import java.util.List;
import java.util.Optional;

/**
 * The files of one task.
 *
 * @param keys of its rows, where rows are replaced by key
 */
record DeltaPart(long rows, List<DataFile> files, Optional<BatchKeys> keys) implements WrittenPart {
    DeltaPart {
        files = List.copyOf(files);
    }

    DeltaPart(long rows, List<DataFile> files) {
        this(rows, files, Optional.empty());
    }
}
