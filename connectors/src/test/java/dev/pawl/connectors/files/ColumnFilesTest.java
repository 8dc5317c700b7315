package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of format avro and orc: options, and columns that do not agree. Types are compared with Spark elsewhere. */
class ColumnFilesTest {
    private static final StructType KV = StructType.fromDDL("k STRING, v INT");

    @TempDir
    private Path directory;

    private final TestOutside outside = new TestOutside();

    private static InternalRow row(@Nullable Object... values) {
        return new GenericInternalRow(values);
    }

    private static UTF8String text(String text) {
        return UTF8String.fromString(text);
    }

    private String[] withPath(String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = directory.toString();
        return all;
    }

    private StreamSink open(String format, StructType columns, String... options) {
        return Files.target(format, columns, List.of(), outside, withPath(options));
    }

    private SourceTable table(String format, @Nullable String columns, String... options) {
        return Files.table(format, Optional.ofNullable(columns), outside, withPath(options));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = java.nio.file.Files.list(directory)) {
            return all.filter(java.nio.file.Files::isRegularFile).sorted().toList();
        }
    }

    private static void assertFails(ThrowingCallable attempt, ErrorCode code, String... parts) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
    }

    @Test
    void everyCodecAndFilesReadInParts() throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(row(i % 7 == 0 ? null : text("k" + i % 1000), i));
        }
        List<String> expected =
                rows.stream().map(row -> Files.text(row, KV)).sorted().toList();
        List<String> extensions = new ArrayList<>();
        for (String codec : List.of(
                "avro uncompressed",
                "avro snappy",
                "avro deflate",
                "avro bzip2",
                "avro xz",
                "avro zstandard",
                "orc none",
                "orc snappy",
                "orc zlib",
                "orc zstd",
                "orc lz4",
                "orc lzo")) {
            String format = codec.substring(0, codec.indexOf(' '));
            for (Path file : files()) {
                java.nio.file.Files.delete(file);
            }
            Path log = directory.resolve("_spark_metadata/0");
            java.nio.file.Files.deleteIfExists(log);
            Files.write(open(format, KV, "compression", codec.substring(codec.indexOf(' ') + 1)), 0, rows);

            assertThat(Files.rows(table(format, null))).as(codec).isEqualTo(expected);
            assertThat(rowsOfParts(format)).as(codec).isEqualTo(expected);
            String name = files().get(0).getFileName().toString();
            extensions.add(name.substring(name.indexOf('.')));
        }
        assertThat(extensions)
                .containsExactly(
                        ".avro",
                        ".avro",
                        ".avro",
                        ".avro",
                        ".avro",
                        ".avro",
                        ".orc",
                        ".snappy.orc",
                        ".zlib.orc",
                        ".zstd.orc",
                        ".lz4.orc",
                        ".lzo.orc");
    }

    /** Each record is in exactly one part, wherever the cuts are. */
    private List<String> rowsOfParts(String format) throws IOException {
        RecordFormat records = format.equals("avro") ? new AvroFormat(Files.options()) : new OrcFormat(Files.options());
        RecordDecoder decoder = records.decoder(KV, KV);
        Path path = files().get(0);
        FileContent content = new FileContent(
                outside.storage(directory.toString()), path.getFileName().toString(), Place.of(path.toString()));
        long size = java.nio.file.Files.size(path);
        List<String> rows = new ArrayList<>();
        for (SplitPacking.Sized part : SplitPacking.cut(FilePart.whole(content), size, true, 1 + size / 5)) {
            try (RowReader reader = decoder.open(part.part())) {
                while (reader.next()) {
                    rows.add(Files.text(reader.row(), KV));
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    @Test
    void codecsThatAreNoneAreRefused() {
        assertFails(() -> open("avro", KV, "compression", "rar"), ErrorCode.OPTION_INVALID, "zstandard, was rar");
        assertFails(() -> open("orc", KV, "compression", "rar"), ErrorCode.OPTION_INVALID, "lz4 or lzo, was rar");
    }

    private void putAvro(String name, Schema schema, Object... records) throws IOException {
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(schema, directory.resolve(name).toFile());
            for (Object record : records) {
                writer.append(record);
            }
        }
    }

    private static Schema schema(String fields) {
        return new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"r\",\"fields\":[" + fields + "]}");
    }

    private static String field(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
    }

    @Test
    void aSchemaOfTheUserIsReadWith() throws IOException {
        Schema old = schema(field("k", "\"string\"") + "," + field("v", "\"int\"") + "," + field("x", "\"long\""));
        putAvro(
                "1.avro",
                old,
                new GenericRecordBuilder(old)
                        .set("k", "a")
                        .set("v", 1)
                        .set("x", 2L)
                        .build());
        String evolved = schema("{\"name\":\"n\",\"type\":\"long\",\"aliases\":[\"v\"]}," + field("k", "\"string\"")
                        + ",{\"name\":\"added\",\"type\":\"string\",\"default\":\"d\"}")
                .toString();

        SourceTable table = table("avro", null, "avroSchema", evolved);
        assertThat(table.columns().toDDL()).isEqualTo("n BIGINT,k STRING,added STRING");
        assertThat(Files.rows(table)).containsExactly("1|a|d");
        assertThat(Files.rows(table, StructType.fromDDL("added STRING"))).containsExactly("d");
        assertThat(Files.rows(table("avro", "one STRING, two BIGINT", "positionalFieldMatching", "true")))
                .containsExactly("a|1");
        assertThat(Files.rows(table("avro", "K STRING, gone INT"))).containsExactly("a|null");
        assertThat(Files.rows(table("avro", "k STRING", "ignoreExtension", "false")))
                .containsExactly("a");
        java.nio.file.Files.move(directory.resolve("1.avro"), directory.resolve("1.data"));
        assertThat(Files.rows(table("avro", "k STRING"))).containsExactly("a");
        assertThat(Files.rows(table("avro", "k STRING", "ignoreExtension", "false")))
                .isEmpty();
        assertFails(
                () -> table("avro", null, "avroSchema", "{"), ErrorCode.OPTION_INVALID, "avroSchema is no Avro schema");
    }

    @Test
    void recordsInsideThemselvesAndUnions() throws IOException {
        Schema node = schema(field("n", "\"int\"") + "," + field("next", "[\"null\",\"r\"]") + ","
                + field("u", "[\"int\",\"string\",\"null\"]"));
        GenericRecord inner = new GenericData.Record(node);
        inner.put("n", 2);
        GenericRecord outer = new GenericData.Record(node);
        outer.put("n", 1);
        outer.put("next", inner);
        outer.put("u", "text");
        putAvro("1.avro", node, outer);

        assertFails(
                () -> table("avro", null),
                ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                "1.avro",
                "record r is inside itself; option recursiveFieldMaxDepth");
        assertThat(Files.rows(table("avro", null, "recursiveFieldMaxDepth", "2")))
                .containsExactly("1|[2,null]|[null,text]");
        assertThat(table("avro", null, "recursiveFieldMaxDepth", "1", "enableStableIdentifiersForUnionType", "true")
                        .columns()
                        .toDDL())
                .isEqualTo("n INT,u STRUCT<member_int: INT, member_string: STRING>");
        assertFails(
                () -> table("avro", null, "recursiveFieldMaxDepth", "16"),
                ErrorCode.OPTION_INVALID,
                "not greater than 15");
    }

    @Test
    void aColumnOfAnotherTypeIsNoDamage() throws IOException {
        Files.write(
                open("avro", KV, "recordName", "Pair", "recordNamespace", "org.example"),
                0,
                List.of(row(text("a"), 1)));
        assertThat(new String(java.nio.file.Files.readAllBytes(files().get(0)), StandardCharsets.ISO_8859_1))
                .contains("\"name\":\"Pair\",\"namespace\":\"org.example\"")
                .contains("org.apache.spark.version");
        assertFails(
                () -> Files.rows(table("avro", "k INT")),
                ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                "c000.avro cannot be read as avro: field 'k' is \"string\" there, which is no INT",
                "Give the column the type that it has in the files");
        java.nio.file.Files.delete(files().get(0));
        Files.write(open("orc", StructType.fromDDL("t TIMESTAMP, k STRING")), 1, List.of(row(0L, text("a"))));
        assertFails(
                () -> Files.rows(table("orc", "t TIMESTAMP_NTZ")),
                ErrorCode.ORC_TYPE_CAST,
                "c000.zstd.orc cannot be read as orc: column [t], expected TIMESTAMP_NTZ, found TIMESTAMP",
                "Give the column the type that it has in the files");
        assertFails(() -> Files.rows(table("orc", "k ARRAY<INT>")), ErrorCode.ORC_TYPE_CAST, "cannot be read as orc");
    }

    @Test
    void whatASchemaOfTheUserCannotTakeIsAnError() throws IOException {
        String strict = schema(field("k", "{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"A\"]}") + ","
                        + field("v", "\"int\""))
                .toString();
        StreamSink sink = open("avro", KV, "avroSchema", strict);
        assertFails(
                () -> Files.write(sink, 0, List.of(row(text("A"), null))),
                ErrorCode.AVRO_CANNOT_WRITE_NULL_FIELD,
                "Cannot write null value for field `v` defined as non-null Avro data type \"int\"",
                "Filter out or replace the nulls");
        assertFails(
                () -> Files.write(sink, 0, List.of(row(text("B"), 1))),
                ErrorCode.ROW_FAILED,
                "\"B\" cannot be written to field `k`: its enum has [A]");
        Files.write(sink, 0, List.of(row(text("A"), 1)));
        assertThat(Files.rows(table("avro", null))).containsExactly("A|1");
        String other =
                schema(field("k", "\"string\"") + "," + field("w", "\"int\"")).toString();
        assertFails(
                () -> open("avro", KV, "avroSchema", other),
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Column `v` has no field in the Avro schema");
        assertFails(
                () -> open(
                        "avro",
                        KV,
                        "avroSchema",
                        schema(field("k", "\"int\"") + "," + field("v", "\"int\""))
                                .toString()),
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "A column of STRING cannot be written as \"int\", which field 'k' is");
        assertFails(
                () -> open("avro", StructType.fromDDL("`a b` INT")),
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Avro cannot have these");
        assertFails(
                () -> open("avro", StructType.fromDDL("m MAP<INT, INT>")),
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "avro data source does not support the column `m`");
        assertFails(
                () -> table("avro", null, "avroSchemaUrl", "x"),
                ErrorCode.SOURCE_UNSUPPORTED,
                "put the schema itself into");
    }

    @Test
    void filesCutShortAndOthersAreNamed() throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            rows.add(row(text("k" + i * 31), i));
        }
        for (String format : List.of("avro", "orc")) {
            StructType columns = KV;
            Path below = directory.resolve(format);
            Files.write(
                    Files.target(
                            format, columns, List.of(), outside, "path", below.toString(), "compression", "snappy"),
                    0,
                    rows);
            Path file;
            try (Stream<Path> all = java.nio.file.Files.list(below)) {
                file = all.filter(java.nio.file.Files::isRegularFile)
                        .findFirst()
                        .orElseThrow();
            }
            byte[] bytes = java.nio.file.Files.readAllBytes(file);
            Path cut = java.nio.file.Files.createDirectories(directory.resolve("cut-" + format));
            java.nio.file.Files.write(cut.resolve("1." + format), Arrays.copyOf(bytes, bytes.length - 100));
            java.nio.file.Files.writeString(cut.resolve("2." + format), "something else, and long enough for a header");
            for (String name : List.of("1.", "2.")) {
                SourceTable one =
                        Files.table(format, Optional.of(KV.toDDL()), outside, "path", cut + "/" + name + format);
                assertFails(
                        () -> Files.rows(one),
                        ErrorCode.FAILED_READ_FILE,
                        name + format + " cannot be read as " + format,
                        "set option ignoreCorruptFiles to true");
            }
            SourceTable both = Files.table(
                    format, Optional.of(KV.toDDL()), outside, "path", cut.toString(), "ignoreCorruptFiles", "true");
            assertThat(Files.rows(both).size()).isLessThan(rows.size());
        }
    }

    @Test
    void columnsOfSeveralFilesAreMerged() throws IOException {
        for (String format : List.of("orc", "parquet")) {
            String path = directory.resolve(format).toString();
            Files.write(Files.target(format, KV, List.of(), outside, "path", path), 0, List.of(row(text("a"), 1)));
            StructType more = StructType.fromDDL("k STRING, w BIGINT");
            Files.write(Files.target(format, more, List.of(), outside, "path", path), 1, List.of(row(text("b"), 2L)));

            SourceTable merged = Files.table(format, Optional.empty(), outside, "path", path, "mergeSchema", "true");
            assertThat(merged.columns().toDDL()).isEqualTo("k STRING,v INT,w BIGINT");
            assertThat(Files.rows(merged)).containsExactly("a|1|null", "b|null|2");
            StructType other = StructType.fromDDL("k ARRAY<INT>");
            Files.write(Files.target(format, other, List.of(), outside, "path", path), 2, List.of(row((Object) null)));
            assertFails(
                    () -> Files.table(format, Optional.empty(), outside, "path", path, "mergeSchema", "true"),
                    ErrorCode.CANNOT_MERGE_SCHEMAS,
                    "k ARRAY<INT>, do not go together with those of the files before it, k STRING,v INT,w BIGINT",
                    "leave out option mergeSchema");
        }
    }
}
