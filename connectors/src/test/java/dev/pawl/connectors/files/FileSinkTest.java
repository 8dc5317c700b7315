package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.SourceTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    private static final StructType KV = StructType.fromDDL("k STRING, v INT");

    @TempDir
    Path directory;

    private final TestOutside outside = new TestOutside();

    private static InternalRow row(@Nullable Object... values) {
        return new GenericInternalRow(values);
    }

    private static UTF8String text(String text) {
        return UTF8String.fromString(text);
    }

    private StreamSink open(String format, StructType columns, List<String> partitions, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = directory.toString();
        return Files.target(format, columns, partitions, outside, all);
    }

    private SourceTable table(String format, Optional<String> columns, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = directory.toString();
        return Files.table(format, columns, outside, all);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = java.nio.file.Files.walk(directory)) {
            return all.filter(java.nio.file.Files::isRegularFile)
                    .filter(file -> !file.endsWith("_pawl/query"))
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private String content(String name) throws IOException {
        return java.nio.file.Files.readString(directory.resolve(name));
    }

    @Test
    void aBatchIsFilesAndAnEntryOfTheLog() throws IOException {
        StreamSink sink = open("json", KV, List.of());
        Files.write(sink, 0, List.of(row(text("a"), 1), row(null, 2)));

        assertThat(files()).containsExactly("_spark_metadata/0", "part-00000-n1-c000.json");
        assertThat(content("part-00000-n1-c000.json")).isEqualTo("{\"k\":\"a\",\"v\":1}\n{\"v\":2}\n");
        assertThat(content("_spark_metadata/0"))
                .isEqualTo("v1\n{\"path\":\"file://" + directory + "/part-00000-n1-c000.json\",\"size\":24,"
                        + "\"isDir\":false,\"modificationTime\":" + TestOutside.NOW.toEpochMilli()
                        + ",\"blockReplication\":1,\"blockSize\":33554432,\"action\":\"add\"}");
        assertThat(sink.isCommitted(0)).isTrue();
        assertThat(sink.isCommitted(1)).isFalse();
    }

    @Test
    void aBatchWithoutRowsIsAnEntryWithoutFiles() throws IOException {
        Files.write(open("parquet", KV, List.of()), 0, List.of());

        assertThat(files()).containsExactly("_spark_metadata/0");
        assertThat(content("_spark_metadata/0")).isEqualTo("v1");
    }

    @Test
    void whatFailedAttemptsLeaveIsNoResult() throws IOException {
        StreamSink sink = open("json", KV, List.of());
        Files.write(sink, 0, List.of(row(text("a"), 1)));
        SinkBatch batch = sink.begin(1);
        RowWriter crashed = batch.writer(0, 0);
        crashed.write(row(text("x"), 0));
        crashed.finish();

        assertThat(files()).hasSize(3);
        assertThat(Files.rows(table("json", Optional.of("k STRING, v INT")))).containsExactly("a|1");

        RowWriter failed = batch.writer(1, 0);
        failed.write(row(text("y"), 0));
        failed.abort();
        batch.abort();
        assertThat(files()).hasSize(2);
    }

    @Test
    void csvWithHeaderAndCompression() throws IOException {
        Files.write(
                open("csv", KV, List.of(), "header", "true", "compression", "gzip"), 0, List.of(row(text("a,b"), 1)));

        assertThat(files()).contains("part-00000-n1-c000.csv.gz");
        assertThat(Files.rows(table("csv", Optional.of("k STRING, v INT"), "header", "true")))
                .containsExactly("a,b|1");
    }

    @Test
    void text() throws IOException {
        StructType value = StructType.fromDDL("value STRING");
        Files.write(open("text", value, List.of()), 0, List.of(row(text("a")), row((Object) null)));

        assertThat(content("part-00000-n1-c000.txt")).isEqualTo("a\n\n");
        assertThatThrownBy(() -> open("text", KV, List.of()))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_SCHEMA_MISMATCH));
    }

    @Test
    void columnsBecomeDirectories() throws IOException {
        StructType columns = StructType.fromDDL("d DATE, k STRING, v INT");
        StreamSink sink = open("json", columns, List.of("d", "k"));
        Files.write(
                sink,
                0,
                List.of(row(0, text("a/b"), 1), row(1, text("c"), 2), row(0, text("a/b"), 3), row(null, text(""), 4)));

        assertThat(files())
                .containsExactly(
                        "_spark_metadata/0",
                        "d=1970-01-01/k=a%2Fb/part-00000-n1.c000.json",
                        "d=1970-01-02/k=c/part-00000-n2.c001.json",
                        "d=__HIVE_DEFAULT_PARTITION__/k=__HIVE_DEFAULT_PARTITION__/part-00000-n3.c002.json");
        assertThat(content("d=1970-01-01/k=a%2Fb/part-00000-n1.c000.json")).isEqualTo("{\"v\":1}\n{\"v\":3}\n");
        assertThat(Files.rows(table("json", Optional.of("v INT"))))
                .containsExactly("1|0|a/b", "2|1|c", "3|0|a/b", "4|null|null");
    }

    @Test
    void manyDirectoriesNeedNotManyOpenFiles() throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(row(text("k" + i % 200), i));
        }
        Files.write(open("json", KV, List.of("k")), 0, rows);

        assertThat(Files.rows(table("json", Optional.of("v INT")))).hasSize(1000);
    }

    @Test
    void parquetHasAllTypes() throws IOException {
        StructType columns =
                StructType.fromDDL("bo BOOLEAN, ty TINYINT, sm SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE,"
                        + " s STRING, bi BINARY, da DATE, ts TIMESTAMP, nt TIMESTAMP_NTZ, d9 DECIMAL(9,2), d18 DECIMAL(18,4),"
                        + " d38 DECIMAL(38,10), a ARRAY<INT>, m MAP<STRING, STRUCT<x: INT, y: ARRAY<STRING>>>, st STRUCT<p:"
                        + " STRING, q: STRUCT<r: DECIMAL(20,0)>>, aa ARRAY<ARRAY<BIGINT>>");
        Object[] values = {
            true,
            (byte) -1,
            (short) -2,
            -3,
            Long.MIN_VALUE,
            1.5f,
            -2.5,
            text("ä"),
            new byte[] {0, -1},
            -719162,
            -1L,
            1_700_000_000_123_456L,
            Decimal.apply(new BigDecimal("-1234567.89"), 9, 2),
            Decimal.apply(new BigDecimal("12345678901234.5678"), 18, 4),
            Decimal.apply(new BigDecimal("-1234567890123456789012345678.0123456789"), 38, 10),
            new GenericArrayData(new Object[] {1, null, 3}),
            new ArrayBasedMapData(
                    new GenericArrayData(new Object[] {text("k1"), text("k2")}),
                    new GenericArrayData(
                            new Object[] {row(1, new GenericArrayData(new Object[] {text("v"), null})), null})),
            row(text("p"), row(Decimal.apply(new BigDecimal("12345678901234567890"), 20, 0))),
            new GenericArrayData(
                    new Object[] {new GenericArrayData(new Object[] {1L}), null, new GenericArrayData(new Object[0])})
        };
        List<InternalRow> rows = List.of(row(values), row(new Object[values.length]));
        Files.write(open("parquet", columns, List.of()), 0, rows);

        assertThat(files()).contains("part-00000-n1-c000.snappy.parquet");
        SourceTable read = table("parquet", Optional.empty());
        assertThat(read.columns()).isEqualTo(columns);
        List<String> expected = new ArrayList<>();
        for (InternalRow row : rows) {
            expected.add(Files.text(row, columns).replaceAll("@[0-9a-f]+", ""));
        }
        List<String> found = Files.rows(read).stream()
                .map(row -> row.replaceAll("@[0-9a-f]+", ""))
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Files.rows(read, StructType.fromDDL("st STRUCT<q: STRUCT<r: DECIMAL(20,0)>>, l BIGINT, gone INT")))
                .containsExactly("[[12345678901234567890]]|-9223372036854775808|null", "null|null|null");
        assertThat(Files.rows(read, new StructType())).containsExactly("", "");
    }

    @Test
    void aColumnOfAnotherTypeIsNoDamageToAParquetFile() throws IOException {
        StructType numbers = StructType.fromDDL("n INT");
        List<InternalRow> rows = List.of(new GenericInternalRow(new Object[] {1}));
        Files.write(open("parquet", numbers, List.of()), 0, rows);

        assertThatThrownBy(() -> Files.rows(table("parquet", Optional.of("n STRING"))))
                .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.PARQUET_COLUMN_DATA_TYPE_MISMATCH))
                .hasMessageContaining("column [n], expected STRING, found optional int32 n");
    }

    @Test
    void parquetOfManyRowsAndEachCodec() throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            rows.add(row(i % 7 == 0 ? null : text("k" + i % 10), i));
        }
        StreamSink sink = open("parquet", KV, List.of());
        Files.write(sink, 0, rows);
        Files.write(open("parquet", KV, List.of(), "compression", "gzip"), 1, rows);
        Files.write(open("parquet", KV, List.of(), "compression", "zstd"), 2, rows);
        Files.write(open("parquet", KV, List.of(), "compression", "none"), 3, rows);

        assertThat(files()).anyMatch(name -> name.endsWith(".gz.parquet"));
        List<String> found = Files.rows(table("parquet", Optional.empty()));
        assertThat(found).hasSize(20_000);
        assertThat(found.stream().filter(row -> row.equals("k9|4999")).count()).isEqualTo(4);
    }

    @Test
    void whatSparkRefusesIsRefused() {
        assertThatThrownBy(() -> Files.sink("json")
                        .open(
                                new SinkRequest(
                                        Files.options("path", directory.toString()),
                                        KV,
                                        List.of(),
                                        OutputMode.COMPLETE,
                                        "query"),
                                outside))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_UNSUPPORTED))
                .hasMessageContaining("Data source json does not support Complete output mode");
        assertThatThrownBy(() -> open("json", KV, List.of("nowhere"))).hasMessageContaining("`nowhere`");
        assertThatThrownBy(() -> open("json", KV, List.of("k", "v"))).hasMessageContaining("all columns");
        assertThatThrownBy(() -> open("csv", StructType.fromDDL("a ARRAY<INT>"), List.of()))
                .hasMessageContaining("does not support the column `a`");
        assertThatThrownBy(() -> open("csv", KV, List.of(), "compression", "rar"))
                .hasMessageContaining("rar");
        assertThatThrownBy(() -> open("parquet", KV, List.of(), "compression", "rar"))
                .hasMessageContaining("rar");
        assertThatThrownBy(() -> open("json", StructType.fromDDL("a INT, A INT"), List.of()))
                .hasMessageContaining("already exists");
    }

    @Test
    void aFileHasNoMoreRecordsThanItMay() throws IOException {
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rows.add(row(text(i % 2 == 0 ? "even" : "odd"), i));
        }
        Files.write(open("json", KV, List.of("k"), "maxRecordsPerFile", "2"), 0, rows);

        assertThat(files().stream().filter(name -> name.startsWith("k=even/"))).hasSize(2);
        assertThat(files().stream().filter(name -> name.startsWith("k=odd/"))).hasSize(1);
        assertThat(Files.rows(table("json", Optional.of("v INT, k STRING"))))
                .containsExactly("0|even", "1|odd", "2|even", "3|odd", "4|even");
    }

    @Test
    void resultsDoNotGrowTooOld() {
        assertThatThrownBy(() -> open("json", KV, List.of(), "retention", "1d"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_UNSUPPORTED))
                .hasMessageContaining("Option retention of source in is not there");
    }
}
