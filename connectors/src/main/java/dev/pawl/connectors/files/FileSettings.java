package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.spark.network.util.JavaUtils;
import org.jspecify.annotations.Nullable;

/**
 * Options that all formats of files share, by Spark's names.
 *
 * @param filesMax how many files one batch takes
 * @param bytesMax how many bytes one batch takes, at least one file; if given there is no limit of files
 * @param ageMaxMs files older than this, compared with the newest one seen, are passed over
 * @param nameFilter names that are read; null for all
 * @param archive where files go that are read; empty unless they are archived
 * @param isTarget whether a query of this process writes the files, so that its log alone says which there are
 */
record FileSettings(
        String path,
        long filesMax,
        OptionalLong bytesMax,
        boolean isLatestFirst,
        boolean isNameAlone,
        long ageMaxMs,
        @Nullable Pattern nameFilter,
        boolean isRecursive,
        boolean ignoresMissing,
        boolean ignoresChanged,
        boolean ignoresCorrupt,
        ModifiedTimes times,
        Cleaning cleaning,
        String archive,
        boolean isTarget) {
    /** Spark reads all there is where nobody sets a limit; a backlog must not need memory in proportion to it. */
    static final long FILES_PER_BATCH_DEFAULT = 1000;

    /** What becomes of files whose batch is committed. */
    enum Cleaning {
        OFF,
        ARCHIVE,
        DELETE
    }

    static FileSettings of(Options options) {
        requireNoBasePath(options);
        Cleaning cleaning = cleaning(options);
        boolean ignoresCorrupt = options.flag("ignoreCorruptFiles", false);
        if (cleaning == Cleaning.DELETE && ignoresCorrupt) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "Options cleanSource = delete and ignoreCorruptFiles = true of " + options.owner()
                            + " do not go together: files that nobody could read would be deleted. Set cleanSource to archive.");
        }
        OptionalLong files = options.number("maxFilesPerTrigger", 1);
        OptionalLong bytes = bytes(options);
        if (files.isPresent() && bytes.isPresent()) {
            throw options.invalid("maxFilesPerTrigger", "left out where maxBytesPerTrigger is given");
        }
        boolean isLatestFirst = options.flag("latestFirst", false);
        boolean isLimited = files.isPresent() || bytes.isPresent();
        return new FileSettings(
                options.require("path"),
                bytes.isPresent() ? Long.MAX_VALUE : files.orElse(FILES_PER_BATCH_DEFAULT),
                bytes,
                isLatestFirst,
                options.flag("fileNameOnly", false),
                // With a limit the oldest files wait longest: then age must not make them too old.
                isLatestFirst && isLimited ? Long.MAX_VALUE : age(options),
                options.find("pathGlobFilter").map(Glob::compile).orElse(null),
                options.flag("recursiveFileLookup", false),
                options.flag("ignoreMissingFiles", false),
                options.flag("ignoreChangedFiles", false),
                ignoresCorrupt,
                ModifiedTimes.of(options),
                cleaning,
                cleaning == Cleaning.ARCHIVE ? options.require("sourceArchiveDir") : "",
                false);
    }

    FileSettings ofTarget() {
        return new FileSettings(
                path,
                filesMax,
                bytesMax,
                isLatestFirst,
                isNameAlone,
                ageMaxMs,
                nameFilter,
                isRecursive,
                ignoresMissing,
                ignoresChanged,
                ignoresCorrupt,
                times,
                cleaning,
                archive,
                true);
    }

    private static void requireNoBasePath(Options options) {
        for (String name : List.of("basePath", "paths")) {
            if (options.find(name).isPresent()) {
                throw new PawlException(
                        ErrorCode.SOURCE_UNSUPPORTED,
                        "Option " + name + " of " + options.owner()
                                + " is not there: partition columns begin at option path,"
                                + " which may be a pattern.");
            }
        }
    }

    private static Cleaning cleaning(Options options) {
        try {
            return Cleaning.valueOf(options.text("cleanSource", "off").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw options.invalid("cleanSource", "archive, delete or off");
        }
    }

    /** As Spark: a stream tells files apart by their times itself. */
    void requireFitForStreams() {
        if (times.afterMicros() != Long.MIN_VALUE || times.beforeMicros() != Long.MAX_VALUE) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "Options " + ModifiedTimes.BEFORE + " and " + ModifiedTimes.AFTER
                            + " are not allowed in file stream sources: " + path
                            + " is read as a stream. Option maxFileAge passes"
                            + " over old files.");
        }
    }

    private static OptionalLong bytes(Options options) {
        String text = options.text("maxBytesPerTrigger", "");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long bytes = JavaUtils.byteStringAsBytes(text);
            if (bytes > 0) {
                return OptionalLong.of(bytes);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw options.invalid("maxBytesPerTrigger", "a size such as 100m");
    }

    private static long age(Options options) {
        try {
            return JavaUtils.timeStringAs(options.text("maxFileAge", "7d"), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (NumberFormatException e) {
            throw options.invalid("maxFileAge", "a time such as 7d");
        }
    }
}
