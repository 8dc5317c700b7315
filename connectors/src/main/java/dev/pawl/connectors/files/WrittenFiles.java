package dev.pawl.connectors.files;

import dev.pawl.checkpoint.log.SinkFile;
import dev.pawl.engine.sink.WrittenPart;
import java.util.List;

/**
 * The files that one task wrote.
 *
 * @param files below the target
 */
record WrittenFiles(long rows, List<Written> files) implements WrittenPart {
    WrittenFiles {
        files = List.copyOf(files);
    }

    /** One file, durable but no result yet. */
    record Written(String path, long bytes, long modifiedMs) {
        /** As Spark logs a file on the local disk. */
        SinkFile entry(Place target) {
            return new SinkFile(target.child(path).uri(), bytes, false, modifiedMs, 1, BLOCK_BYTES, SinkFile.ADD);
        }
    }

    /** Hadoop's local file system says so of each file. */
    private static final long BLOCK_BYTES = 32L << 20;
}
