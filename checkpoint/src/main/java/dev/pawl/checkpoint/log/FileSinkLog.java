package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.storage.Storage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The log of a file sink, {@code _spark_metadata/} in its output directory: the files that are results. What else lies in
 * the directory was left by attempts that failed.
 */
public final class FileSinkLog {
    public static final String DIRECTORY = "_spark_metadata";

    private final CompactibleLog<SinkFile> log;

    /** @param output the output directory of the sink */
    public FileSinkLog(Storage output, CompactionPolicy policy) {
        this.log = new CompactibleLog<>(
                new LogDirectory(output, DIRECTORY, ErrorCode.SINK_LOG_CORRUPT), SinkFile.FORMAT, policy);
    }

    /** The batch committed last. */
    public OptionalLong latest() {
        return log.files().latest();
    }

    /** Whether the sink must skip a batch because its files are results already. */
    public boolean isCommitted(long batchId) {
        OptionalLong latest = latest();
        return latest.isPresent() && batchId <= latest.getAsLong();
    }

    /** Visits the files that are results, oldest first; the log may be long. */
    public void visitFiles(Consumer<SinkFile> visitor) {
        CompactibleFiles files = log.files();
        files.latest().ifPresent(latest -> files.idsFor(latest)
                .forEach(id -> log.read(files.file(id), file -> {
                    if (!file.isDirectory()) {
                        visitor.accept(file);
                    }
                })));
    }

    /** Makes the files of a batch results, durably and all at once. */
    public void append(long batchId, List<SinkFile> files) {
        log.append(batchId, files);
    }

    /** Deletes what nobody needs any more once a batch is written. */
    public void purge(long latestBatchId, Instant now) {
        log.purge(latestBatchId, now);
    }
}
