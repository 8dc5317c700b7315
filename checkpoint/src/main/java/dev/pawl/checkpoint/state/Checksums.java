package dev.pawl.checkpoint.state;

import java.time.InstantSource;
import java.util.Optional;

/** Whether written files get a checksum file, and what it says about its writer. */
public final class Checksums {
    private static final Checksums NONE = new Checksums(Optional.empty(), "", "");

    private final Optional<InstantSource> clock;
    private final String executorId;
    private final String taskInfo;

    private Checksums(Optional<InstantSource> clock, String executorId, String taskInfo) {
        this.clock = clock;
        this.executorId = executorId;
        this.taskInfo = taskInfo;
    }

    /** No checksum files, as with {@code spark.sql.streaming.checkpoint.fileChecksum.enabled=false}. */
    public static Checksums none() {
        return NONE;
    }

    public static Checksums by(InstantSource clock, String executorId, String taskInfo) {
        return new Checksums(Optional.of(clock), executorId, taskInfo);
    }

    Optional<ChecksumFile> of(int value, long size) {
        return clock.map(now -> new ChecksumFile(value, size, now.millis(), executorId, taskInfo));
    }
}
