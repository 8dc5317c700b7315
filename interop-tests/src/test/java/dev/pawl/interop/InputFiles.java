package dev.pawl.interop;

import dev.pawl.checkpoint.log.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** The directory a file source reads, with one file a step. */
record InputFiles(Path directory) {
    /** Files are taken in the order of their modification time; this is the time of step 0. */
    private static final long FIRST_STEP_MILLIS = 1_704_067_200_000L;

    void write(int step, List<String> lines) {
        try {
            Files.createDirectories(directory);
            Files.write(path(step), lines);
            Files.setLastModifiedTime(path(step), FileTime.fromMillis(millis(step)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a step as the source's log tells of it. */
    SourceFile taken(int step, long logId) {
        return new SourceFile(path(step).toUri().toString(), millis(step), logId);
    }

    private Path path(int step) {
        return directory.resolve(step + ".json");
    }

    private static long millis(int step) {
        return FIRST_STEP_MILLIS + step * 1000L;
    }
}
