package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is odd about files, and options for it: Pawl finds what Spark finds. */
@ExtendWith(SparkExtension.class)
class FileDetailsInteropIT {
    private final SparkSession spark;
    private final LocalOutside outside = new LocalOutside();
    private final FileTables files;
    private final Path directory;

    FileDetailsInteropIT(SparkHarness harness, @TempDir Path directory) {
        this.spark = harness.session(Map.of());
        this.files = new FileTables(spark, outside);
        this.directory = directory;
    }

    @BeforeEach
    void useTheSettingsOfTheSession() {
        SparkSession.setActiveSession(spark);
    }

    private Path put(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private Dataset<Row> inSpark(String format, String path, StructType columns, Map<String, String> options) {
        var reader = spark.read().format(FileTables.inSpark(format)).options(options);
        return (columns.isEmpty() ? reader : reader.schema(columns))
                .load(directory.resolve(path).toString());
    }

    private void assertSame(String format, String path, String columns, String... options) throws IOException {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        StructType schema = columns.isEmpty() ? new StructType() : StructType.fromDDL(columns);
        List<String> expected =
                FileTables.json(inSpark(format, path, schema, map).cache());
        Optional<StructType> given = columns.isEmpty() ? Optional.empty() : Optional.of(schema);
        Dataset<Row> found = files.read(format, directory.resolve(path).toString(), given, map);
        assertThat(found.schema().toDDL())
                .as(format + " " + columns)
                .isEqualTo(inSpark(format, path, schema, map).schema().toDDL());
        assertThat(FileTables.json(found)).as(format + " " + columns + map).isEqualTo(expected);
    }

    @Test
    void filesInOddCharacters() throws IOException {
        String lines = "{\"k\":\"grün\",\"v\":1}\n{\"k\":\"\uD83D\uDE00\"}\n";
        byte[] broken = lines.getBytes(StandardCharsets.ISO_8859_1);
        put("broken/1", broken);
        put("latin/1", broken);
        put("utf16/1", lines.getBytes(StandardCharsets.UTF_16LE));
        put("marked/1", ("\uFEFF" + lines).getBytes(StandardCharsets.UTF_8));
        String kv = "k STRING, v INT, _corrupt_record STRING";
        assertSame("text", "broken", "value STRING");
        assertSame("text", "marked", "value STRING");
        for (String many : List.of("false", "true")) {
            assertSame("json", "broken", kv, "multiLine", many);
            assertSame("csv", "broken", "a STRING, b STRING", "multiLine", many);
            assertSame("json", "marked", kv, "multiLine", many);
            assertSame("csv", "marked", "a STRING, b STRING", "multiLine", many);
            assertSame("json", "latin", kv, "multiLine", many, "encoding", "ISO-8859-1", "lineSep", "\n");
            assertSame("csv", "latin", "a STRING, b STRING", "multiLine", many, "encoding", "ISO-8859-1");
        }
        assertSame("json", "utf16", kv, "encoding", "UTF-16LE", "lineSep", "\n");
        assertSame("json", "utf16", kv, "encoding", "UTF-16LE", "multiLine", "true");
        assertSame("csv", "utf16", "a STRING, b STRING", "encoding", "UTF-16LE", "multiLine", "true");
    }

    @Test
    void recordsThatDoNotFitEndBothAlike() throws IOException {
        put("json/1", "{\"k\":\"a\",\"v\":\"text\"}\n".getBytes(StandardCharsets.UTF_8));
        put("csv/1", "k,v\na,text\n".getBytes(StandardCharsets.UTF_8));
        put("names/1", "k,w\na,1\n".getBytes(StandardCharsets.UTF_8));
        for (String format : List.of("json", "csv")) {
            assertBothFail(
                    format,
                    format,
                    ErrorCode.MALFORMED_RECORD_IN_PARSING,
                    "[MALFORMED_RECORD_IN_PARSING",
                    Map.of("mode", "FAILFAST"));
            assertSame(format, format, "k STRING, bad STRING, v INT", "columnNameOfCorruptRecord", "bad");
            assertSame(format, format, "k STRING, v INT", "mode", "DROPMALFORMED");
            assertSame(format, format, "k STRING, v INT", "mode", "PERMISSIVE");
        }
        assertBothFail(
                "csv",
                "names",
                ErrorCode.FAILED_READ_FILE,
                "CSV header does not conform to the schema",
                Map.of("header", "true", "enforceSchema", "false"));
    }

    private void assertBothFail(String format, String path, ErrorCode code, String part, Map<String, String> options) {
        StructType schema = StructType.fromDDL("k STRING, v INT");
        assertThatThrownBy(() -> FileTables.json(inSpark(format, path, schema, options)))
                .hasStackTraceContaining(part);
        assertThatThrownBy(() -> files.read(format, directory.resolve(path).toString(), Optional.of(schema), options))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasStackTraceContaining(part);
    }

    @Test
    void filesByTheirTimes() throws IOException {
        for (int i = 0; i < 4; i++) {
            Path file = put("in/" + i + ".txt", String.valueOf(i).getBytes(StandardCharsets.UTF_8));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + i * 1000L));
        }
        String first = "2023-11-14T22:13:20";
        String last = "2023-11-14T22:13:23";
        assertSame("text", "in", "value STRING", "modifiedAfter", first);
        assertSame("text", "in", "value STRING", "modifiedBefore", last);
        assertSame("text", "in", "value STRING", "modifiedAfter", first, "modifiedBefore", last, "timeZone", "UTC");
        assertSame("text", "in", "value STRING", "modifiedAfter", first, "timeZone", "Europe/Berlin");
        assertSame("text", "in", "value STRING", "modifiedBefore", first, "timeZone", "America/New_York");
        assertThatThrownBy(() -> spark.readStream()
                        .option("modifiedAfter", first)
                        .text(directory.resolve("in").toString())
                        .writeStream()
                        .format("noop")
                        .start()
                        .awaitTermination())
                .hasStackTraceContaining("is not allowed in file stream sources");
    }

    @Test
    void whereRowsComeFrom() throws IOException {
        Path file = put("in/day=2024-01-01/a ü+.json", "{\"k\":1}\n".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_123L));
        Path in = directory.resolve("in");
        List<String> expected = FileTables.json(
                inSpark("json", "in", StructType.fromDDL("k INT"), Map.of()).select("k", "day", "_metadata"));

        SourceTable table = files.table("json", in.toString(), Optional.of(StructType.fromDDL("k INT")), Map.of());
        StructType columns = table.columns().add(table.hiddenColumns().fields()[0]);
        assertThat(FileTables.json(files.rows(table, columns))).isEqualTo(expected);
    }

    private void putAvro(String name, Schema schema, Object... records) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(schema, file.toFile());
            for (Object record : records) {
                writer.append(record);
            }
        }
    }

    @Test
    void avroThatSparkDoesNotWrite() throws IOException {
        Schema schema = new Schema.Parser().parse("""
                        {"type":"record","name":"r","fields":[
                        {"name":"i","type":"int"}, {"name":"l","type":["long","int"]}, {"name":"d","type":["null","double","float"]},
                        {"name":"e","type":{"type":"enum","name":"e","symbols":["A","B"]}},
                        {"name":"x","type":{"type":"fixed","name":"x","size":3}},
                        {"name":"u","type":["null","int","string",{"type":"array","items":"long"}]},
                        {"name":"ms","type":{"type":"long","logicalType":"timestamp-millis"}},
                        {"name":"lms","type":{"type":"long","logicalType":"local-timestamp-millis"}},
                        {"name":"raw","type":"long"}, {"name":"f","type":"float"},
                        {"name":"b","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
                        {"name":"n","type":"null"}, {"name":"m","type":{"type":"map","values":["null",{"type":"record","name":"p",
                        "fields":[{"name":"q","type":"string"}]}]}}]}
                        """);
        Schema p = schema.getField("m").schema().getValueType().getTypes().get(1);
        GenericRecordBuilder record = new GenericRecordBuilder(schema)
                .set("i", 1)
                .set("l", 2)
                .set("d", 1.5f)
                .set("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "B"))
                .set("x", new GenericData.Fixed(schema.getField("x").schema(), new byte[] {1, 2, 3}))
                .set("u", "text")
                .set("ms", 1_700_000_000_123L)
                .set("lms", -1L)
                .set("raw", 86_400_000L)
                .set("f", 0.5f)
                .set("b", ByteBuffer.wrap(new byte[] {-1, 0}))
                .set("n", null);
        HashMap<String, Object> map = new HashMap<>();
        map.put("k", new GenericRecordBuilder(p).set("q", "v").build());
        map.put("none", null);
        record.set("m", map);
        putAvro(
                "in/1.avro",
                schema,
                record.build(),
                record.set("l", 3L).set("d", null).set("u", List.of(4L)).build(),
                record.set("u", 7).build(),
                record.set("u", null).build());

        assertSame("avro", "in", "");
        assertSame("avro", "in", "", "enableStableIdentifiersForUnionType", "true");
        // Types that are wider, or that a long without a name may be.
        assertSame("avro", "in", "i BIGINT, f DOUBLE, raw TIMESTAMP, gone STRING");
        assertSame("avro", "in", "i DOUBLE, raw TIMESTAMP_NTZ, b DECIMAL(12, 2)");
        assertSame("avro", "in", "raw DATE, x BINARY, e STRING");
        for (String column : List.of("i STRING", "e INT", "f INT", "u STRING", "b DECIMAL(5, 2)", "l INT")) {
            StructType other = StructType.fromDDL(column);
            assertThatThrownBy(() -> FileTables.json(inSpark("avro", "in", other, Map.of())))
                    .as(column)
                    .isNotNull();
            assertThatThrownBy(
                            () -> files.read("avro", directory.resolve("in").toString(), Optional.of(other), Map.of()))
                    .as(column)
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE));
        }
    }

    @Test
    void orcWithOtherColumns() throws IOException {
        spark.sql("SELECT 1 AS i, 2.5D AS d, '7' AS s, DATE'1500-03-01' AS day, named_struct('a', 1, 'b', 'x') AS st,"
                        + " array(1, NULL) AS l")
                .write()
                .orc(directory.resolve("in").toString());
        assertSame("orc", "in", "d FLOAT, i BIGINT, gone INT");
        assertSame("orc", "in", "i STRING, s INT");
        assertSame("orc", "in", "I DECIMAL(10, 2), DAY STRING");
        assertSame("orc", "in", "st STRUCT<b: STRING, c: INT>, l ARRAY<BIGINT>");
    }

    @Test
    void resultsOfStreamsGoBothWays() throws IOException, TimeoutException, StreamingQueryException {
        for (String format : List.of("avro", "orc")) {
            InputFiles inputs = new InputFiles(directory.resolve("in-" + format));
            Path out = directory.resolve("out-" + format);
            StructType schema = StructType.fromDDL("k STRING");
            inputs.write(0, List.of("{\"k\":\"k0\"}"));
            runSpark(inputs.directory(), "json", format, out, "cp-" + format);
            Files.copy(anyFile(out), out.resolve("part-left-by-a-failed-attempt." + format));
            files.write(format, out.toString(), List.of(), spark.sql("SELECT concat('k', '1') AS k"), 1, Map.of());

            assertThat(FileTables.json(spark.read()
                            .format(FileTables.inSpark(format))
                            .schema(schema)
                            .load(out.toString())))
                    .as(format)
                    .containsExactlyInAnyOrder("{\"k\":\"k0\"}", "{\"k\":\"k1\"}");
            SourceTable table = files.table(format, out.toString(), Optional.of(schema), Map.of());
            StreamScope scope = new StreamScope("0", schema, outside.storage(directory + "/cp2-" + format), "query");
            try (StreamSource source = table.openStream(scope)) {
                SourceOffset end = source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)
                        .orElseThrow();
                assertThat(FileTables.texts(source.splits(Optional.empty(), end)))
                        .containsExactlyInAnyOrder("k0", "k1");
            }
            Path copied = directory.resolve("copied-" + format);
            runSpark(out, format, format, copied, "cp3-" + format);
            assertThat(files.read(format, copied.toString(), Optional.of(schema), Map.of())
                            .count())
                    .isEqualTo(2);
        }
    }

    private static Path anyFile(Path below) throws IOException {
        try (Stream<Path> all = Files.list(below)) {
            return all.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void runSpark(Path in, String from, String to, Path out, String checkpoint, String... options)
            throws TimeoutException, StreamingQueryException {
        var reader = spark.readStream()
                .schema("k STRING")
                .format(FileTables.inSpark(from))
                .option("maxFilesPerTrigger", "1");
        for (int i = 0; i < options.length; i += 2) {
            reader = reader.option(options[i], options[i + 1]);
        }
        reader.load(in.toString())
                .writeStream()
                .format(FileTables.inSpark(to))
                .option("checkpointLocation", directory.resolve(checkpoint).toString())
                .trigger(Trigger.AvailableNow())
                .start(out.toString())
                .awaitTermination();
    }

    @Test
    void archivesAreAlike() throws IOException, TimeoutException, StreamingQueryException {
        InputFiles inputs = new InputFiles(directory.resolve("in"));
        for (int i = 0; i < 3; i++) {
            inputs.write(i, List.of("{\"k\":\"k" + i + "\"}"));
        }
        Map<String, String> options = Map.of(
                "cleanSource",
                "archive",
                "sourceArchiveDir",
                directory.resolve("archive").toString());
        spark.conf().set("spark.sql.streaming.fileSource.cleaner.numThreads", "0");
        runSpark(
                inputs.directory(),
                "json",
                "json",
                directory.resolve("out"),
                "cp",
                "cleanSource",
                "archive",
                "sourceArchiveDir",
                directory.resolve("archive").toString());
        Path archived = directory.resolve("archive" + inputs.directory());
        // Spark leaves the files of the last batch until there is a next one; Pawl, going on, takes them away at once.
        assertThat(archived.resolve("0.json")).exists();
        assertThat(inputs.directory().resolve("2.json")).exists();

        StructType schema = StructType.fromDDL("k STRING");
        SourceTable table = files.table("json", inputs.directory().toString(), Optional.of(schema), options);
        Optional<SourceOffset> last = Optional.of(new SourceOffset(
                Files.readAllLines(directory.resolve("cp/offsets/2")).get(2)));
        StreamScope scope = new StreamScope("0", schema, outside.storage(directory + "/cp"), "query");
        try (StreamSource source = table.openStream(scope)) {
            assertThat(source.latestOffset(last, ReadLimit.BY_OPTIONS)).isEqualTo(last);
        }
        assertThat(FileTables.json(spark.read().schema(schema).json(archived.toString())))
                .containsExactly("{\"k\":\"k0\"}", "{\"k\":\"k1\"}", "{\"k\":\"k2\"}");
        assertThat(spark.read()
                        .schema(schema)
                        .json(directory.resolve("out").toString())
                        .select(functions.count("k"))
                        .first()
                        .getLong(0))
                .isEqualTo(3);
    }
}
