package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionNames;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import scala.jdk.javaapi.CollectionConverters;

/** Names of the options that files have in Spark. */
final class FileOptionNames {
    /** Of readers of any format; Pawl refuses some of them later and says why. */
    private static final OptionNames READING = OptionNames.of(
                    "basePath",
                    "cleanSource",
                    "discardCachedInputRatio",
                    "fileNameOnly",
                    "ignoreCorruptFiles",
                    "ignoreMissingFiles",
                    "latestFirst",
                    "maxBytesPerTrigger",
                    "maxCachedFiles",
                    "maxFileAge",
                    "maxFilesPerTrigger",
                    "modifiedAfter",
                    "modifiedBefore",
                    "path",
                    "paths",
                    "pathGlobFilter",
                    "recursiveFileLookup",
                    "sourceArchiveDir")
            .passingOnDotted();

    private static final OptionNames WRITING = OptionNames.of(
                    "maxRecordsPerFile", "partitionOverwriteMode", "path", "retention")
            .passingOnDotted();

    private static final List<String> TEXT = List.of("compression", "codec", "encoding", "lineSep", "wholetext");
    private static final List<String> PARQUET =
            List.of("compression", "datetimeRebaseMode", "int96RebaseMode", "mergeSchema");

    private FileOptionNames() {}

    static OptionNames ofJsonSource() {
        return READING.and(json());
    }

    static OptionNames ofJsonSink() {
        return WRITING.and(json());
    }

    static OptionNames ofCsvSource() {
        return READING.and(csv());
    }

    static OptionNames ofCsvSink() {
        return WRITING.and(csv());
    }

    static OptionNames ofTextSource() {
        return READING.and(TEXT);
    }

    static OptionNames ofTextSink() {
        return WRITING.and(TEXT);
    }

    static OptionNames ofParquetSource() {
        return READING.and(PARQUET);
    }

    static OptionNames ofParquetSink() {
        return WRITING.and(PARQUET);
    }

    private static Collection<String> json() {
        return CollectionConverters.asJava(JSONOptions.getAllOptions());
    }

    private static Collection<String> csv() {
        return CollectionConverters.asJava(CSVOptions.getAllOptions());
    }
}
