package dev.pawl.connectors.delta;

import io.delta.kernel.expressions.Literal;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.utils.DataFileStatus;
import java.util.Map;
import java.util.Optional;

/** A file that was written and belongs to no table yet. */
record DataFile(
        String path, long bytes, long modifiedMillis, Map<String, Literal> partition, DataFileStatistics statistics) {
    DataFileStatus status() {
        return new DataFileStatus(StorageFileIO.absolute(path), bytes, modifiedMillis, Optional.of(statistics));
    }
}
