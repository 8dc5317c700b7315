package dev.pawl.connectors.delta;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.ReadLimit;
import java.util.OptionalLong;

/** How many files and bytes one batch takes; the first file is always taken. */
final class ReadLimits {
    private static final String MAX_FILES = "maxFilesPerTrigger";
    private static final String MAX_BYTES = "maxBytesPerTrigger";
    private static final long FILES_BY_DEFAULT = 1000;

    private long files;
    private long bytes;

    private ReadLimits(long files, long bytes) {
        this.files = files;
        this.bytes = bytes;
    }

    static ReadLimits of(Options options, ReadLimit limit) {
        if (limit == ReadLimit.NONE) {
            return new ReadLimits(Long.MAX_VALUE, Long.MAX_VALUE);
        }
        OptionalLong files = options.number(MAX_FILES, 1);
        OptionalLong bytes = Bytes.number(options, MAX_BYTES);
        long filesByDefault = bytes.isPresent() ? Long.MAX_VALUE : FILES_BY_DEFAULT;
        return new ReadLimits(files.orElse(filesByDefault), bytes.orElse(Long.MAX_VALUE));
    }

    boolean admit(long size) {
        boolean hasRoom = files > 0 && bytes > 0;
        files--;
        bytes -= size;
        return hasRoom;
    }
}
