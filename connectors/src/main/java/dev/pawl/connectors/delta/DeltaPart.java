package dev.pawl.connectors.delta;

import dev.pawl.engine.sink.WrittenPart;
import java.util.List;

/** The files of one task. */
record DeltaPart(long rows, List<DataFile> files) implements WrittenPart {
    DeltaPart {
        files = List.copyOf(files);
    }
}
