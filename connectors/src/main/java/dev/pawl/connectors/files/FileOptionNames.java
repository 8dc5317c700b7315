package dev.pawl.connectors.files;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import java.util.Collection;
import java.util.Map;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import scala.jdk.javaapi.CollectionConverters;

/** Names of the options that files have in Spark, and what they mean. */
public final class FileOptionNames {
    private static final OptionDoc MODE = new OptionDoc(
            "mode",
            "`PERMISSIVE`",
            "what becomes of a record that cannot be parsed or does not fit the columns: `PERMISSIVE` makes nulls of what does"
                    + " not fit, `DROPMALFORMED` leaves the record out, `FAILFAST` ends the query");
    private static final OptionDoc CORRUPT_RECORD = new OptionDoc(
            "columnNameOfCorruptRecord",
            "`_corrupt_record`",
            "if a column of this name and of type `STRING` is among the columns, it gets the text of such records");
    private static final OptionDoc ENCODING =
            new OptionDoc("encoding", "`UTF-8`", "the characters of the files; bytes that are none of them become `�`");
    private static final OptionDoc LINE_SEP =
            new OptionDoc("lineSep", "any of `\\n`, `\\r\\n`, `\\r`", "what ends a line");
    private static final OptionDoc MULTI_LINE = new OptionDoc(
            "multiLine", "`false`", "`true` if a record may go over several lines; such a file is read by one task");
    private static final OptionDoc MERGE_SCHEMA = new OptionDoc(
            "mergeSchema",
            "`false`",
            "`true` to find the columns of a table that is not streamed in all files; else those of the oldest file count");
    private static final OptionDoc LINE_COMPRESSION =
            new OptionDoc("compression", "`none`", "`gzip`, `deflate`, `bzip2`, `zstd` or `none`");

    /** Of readers of any format; some are refused later, with the reason. */
    private static final OptionNames READING = OptionNames.documented(
                    new OptionDoc("path", "needed", "a directory, a file, or a pattern such as `/in/{a,b}/*.json`"),
                    new OptionDoc("maxFilesPerTrigger", "1000", "files in a batch"),
                    new OptionDoc(
                            "maxBytesPerTrigger",
                            "no limit",
                            "about how large a batch is, such as `500m`; at least one file; not together with `maxFilesPerTrigger`"),
                    new OptionDoc("latestFirst", "`false`", "`true` to take the newest files first"),
                    new OptionDoc(
                            "maxFileAge",
                            "`7d`",
                            "files this much older than the newest one taken are passed over; not heeded with `latestFirst` and a"
                                    + " limit"),
                    new OptionDoc(
                            "fileNameOnly", "`false`", "`true` to tell files apart by their name without the path"),
                    new OptionDoc("pathGlobFilter", "all", "only files whose name matches this pattern"),
                    new OptionDoc(
                            "recursiveFileLookup",
                            "`false`",
                            "`true` to take all directories below, without partition columns"),
                    new OptionDoc(
                            "cleanSource",
                            "`off`",
                            "what becomes of files once their batch is committed: `archive`, `delete` or `off`"),
                    new OptionDoc(
                            "sourceArchiveDir",
                            "needed for `archive`",
                            "where files are moved to, each under its own whole path"),
                    new OptionDoc(
                            "ignoreMissingFiles",
                            "`false`",
                            "`true` to go on where a file is gone that was to be read"),
                    new OptionDoc(
                            "ignoreChangedFiles",
                            "`false`",
                            "`true` to read a file as it is now that was changed after it was taken; of Pawl alone"),
                    new OptionDoc(
                            "ignoreCorruptFiles",
                            "`false`",
                            "`true` to leave out what is left of a file that cannot be read; the log names each"),
                    new OptionDoc(
                            "modifiedAfter",
                            "all",
                            "only files changed after this time, such as `2024-01-01T00:00:00`; not for streams"),
                    new OptionDoc("modifiedBefore", "all", "only files changed before this time; not for streams"))
            .and(OptionNames.documented(
                    new OptionDoc("basePath", "", "refused; partition columns begin at `path`"),
                    new OptionDoc("paths", "", "refused; `path` may be a pattern")))
            .withoutEffect("discardCachedInputRatio", "maxCachedFiles")
            .passingOnDotted();

    private static final OptionNames WRITING = OptionNames.documented(
                    new OptionDoc("path", "needed", "the directory"),
                    new OptionDoc(
                            "maxRecordsPerFile",
                            "that of `SET spark.sql.files.maxRecordsPerFile`, or no limit",
                            "how many rows a file has at most"),
                    new OptionDoc("retention", "", "refused: results do not leave the log when they grow old"))
            .withoutEffect("partitionOverwriteMode")
            .passingOnDotted();

    private static final OptionNames TEXT_SOURCE = OptionNames.documented(
                    LINE_SEP, new OptionDoc("wholetext", "`false`", "`true` to make a row of each file"))
            .withoutEffect("compression", "codec", "encoding");

    private static final OptionNames TEXT_SINK =
            OptionNames.documented(LINE_COMPRESSION, LINE_SEP).and("codec").withoutEffect("encoding", "wholetext");

    private static final OptionNames PARQUET_SOURCE = OptionNames.documented(
                    MERGE_SCHEMA,
                    rebase("datetimeRebaseMode", "days and times"),
                    rebase("int96RebaseMode", "times of 96 bits"))
            .withoutEffect("compression");

    private static final OptionNames PARQUET_SINK = OptionNames.documented(
                    new OptionDoc("compression", "`snappy`", "`snappy`, `gzip`, `zstd` or `none`"))
            .withoutEffect("datetimeRebaseMode", "int96RebaseMode", "mergeSchema");

    private static final OptionNames ORC_SOURCE =
            OptionNames.documented(MERGE_SCHEMA).withoutEffect("compression");

    private static final OptionNames ORC_SINK = OptionNames.documented(
                    new OptionDoc("compression", "`zstd`", "`zstd`, `snappy`, `zlib`, `lz4`, `lzo` or `none`"))
            .withoutEffect("mergeSchema");

    private static final OptionDoc AVRO_SCHEMA = new OptionDoc(
            "avroSchema", "that of each file, or of the columns", "the schema to read or write with, in JSON");
    private static final OptionDoc AVRO_POSITIONS = new OptionDoc(
            "positionalFieldMatching",
            "`false`",
            "`true` if columns and fields belong together by their places, not names");

    private static final OptionNames AVRO_SOURCE = OptionNames.documented(
                    AVRO_SCHEMA,
                    AVRO_POSITIONS,
                    new OptionDoc(
                            "ignoreExtension", "`true`", "`false` to read only files whose names end with `.avro`"),
                    new OptionDoc(
                            "recursiveFieldMaxDepth",
                            "none",
                            "how often a record may be inside itself, at most 15; what is deeper is left out"),
                    new OptionDoc(
                            "enableStableIdentifiersForUnionType",
                            "`false`",
                            "`true` to name the members of a union after their types, not `member0`, `member1`, …"),
                    new OptionDoc("stableIdentifierPrefixForUnionType", "`member_`", "what these names begin with"),
                    rebase("datetimeRebaseMode", "days and times"))
            .and("avroSchemaUrl", "compression", "mode", "recordName", "recordNamespace");

    private static final OptionNames AVRO_SINK = OptionNames.documented(
                    AVRO_SCHEMA,
                    AVRO_POSITIONS,
                    new OptionDoc("recordName", "`topLevelRecord`", "the name of the record"),
                    new OptionDoc("recordNamespace", "none", "the namespace of the record"),
                    new OptionDoc(
                            "compression",
                            "`snappy`",
                            "`snappy`, `deflate`, `bzip2`, `xz`, `zstandard` or `uncompressed`"))
            .and(
                    "avroSchemaUrl",
                    "datetimeRebaseMode",
                    "enableStableIdentifiersForUnionType",
                    "ignoreExtension",
                    "mode",
                    "recursiveFieldMaxDepth",
                    "stableIdentifierPrefixForUnionType");

    private FileOptionNames() {}

    private static OptionDoc rebase(String name, String what) {
        return new OptionDoc(
                name,
                "`CORRECTED`",
                "`LEGACY` if " + what + " before 1582 are Julian in files that do not say which Spark wrote them");
    }

    static OptionNames ofJsonSource() {
        return READING.and(jsonSource());
    }

    static OptionNames ofJsonSink() {
        return WRITING.and(jsonSink());
    }

    static OptionNames ofCsvSource() {
        return READING.and(csvSource());
    }

    static OptionNames ofCsvSink() {
        return WRITING.and(csvSink());
    }

    static OptionNames ofTextSource() {
        return READING.and(TEXT_SOURCE);
    }

    static OptionNames ofTextSink() {
        return WRITING.and(TEXT_SINK);
    }

    static OptionNames ofParquetSource() {
        return READING.and(PARQUET_SOURCE);
    }

    static OptionNames ofParquetSink() {
        return WRITING.and(PARQUET_SINK);
    }

    static OptionNames ofOrcSource() {
        return READING.and(ORC_SOURCE);
    }

    static OptionNames ofOrcSink() {
        return WRITING.and(ORC_SINK);
    }

    static OptionNames ofAvroSource() {
        return READING.and(AVRO_SOURCE);
    }

    static OptionNames ofAvroSink() {
        return WRITING.and(AVRO_SINK);
    }

    /** The tables of the page: what all formats share once, and what each has besides. */
    public static Map<String, OptionNames> tables() {
        return Map.ofEntries(
                Map.entry("source files", READING),
                Map.entry("sink files", WRITING),
                Map.entry("source json", jsonSource()),
                Map.entry("sink json", jsonSink()),
                Map.entry("source csv", csvSource()),
                Map.entry("sink csv", csvSink()),
                Map.entry("source text", TEXT_SOURCE),
                Map.entry("sink text", TEXT_SINK),
                Map.entry("source parquet", PARQUET_SOURCE),
                Map.entry("sink parquet", PARQUET_SINK),
                Map.entry("source orc", ORC_SOURCE),
                Map.entry("sink orc", ORC_SINK),
                Map.entry("source avro", AVRO_SOURCE),
                Map.entry("sink avro", AVRO_SINK));
    }

    private static OptionNames jsonSource() {
        return OptionNames.documented(MODE, CORRUPT_RECORD, MULTI_LINE, ENCODING, LINE_SEP)
                .and(json());
    }

    private static OptionNames jsonSink() {
        return OptionNames.documented(LINE_COMPRESSION).and(json());
    }

    private static OptionNames csvSource() {
        return OptionNames.documented(
                        MODE,
                        CORRUPT_RECORD,
                        new OptionDoc("header", "`false`", "`true` if the first line of each file has the names"),
                        new OptionDoc("sep", "`,`", "what separates values"),
                        new OptionDoc(
                                "enforceSchema",
                                "`true`",
                                "`false` to compare the names of each header with the columns and fail where they differ"),
                        new OptionDoc(
                                "inferSchema",
                                "`false`",
                                "`true` to find types too where a table that is not streamed finds its columns"),
                        MULTI_LINE,
                        ENCODING,
                        LINE_SEP)
                .and(csv());
    }

    private static OptionNames csvSink() {
        return OptionNames.documented(
                        LINE_COMPRESSION,
                        new OptionDoc("header", "`false`", "`true` for a first line with the names"),
                        new OptionDoc("sep", "`,`", "what separates values"))
                .and(csv());
    }

    private static Collection<String> json() {
        return CollectionConverters.asJava(JSONOptions.getAllOptions());
    }

    private static Collection<String> csv() {
        return CollectionConverters.asJava(CSVOptions.getAllOptions());
    }
}
