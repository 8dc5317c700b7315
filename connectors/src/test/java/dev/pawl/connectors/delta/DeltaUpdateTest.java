package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output mode update: rows take the place of those with the same key. */
class DeltaUpdateTest {
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    @TempDir
    Path directory;

    private final LocalOutside outside = new LocalOutside();
    private Path table = Path.of("");
    private String path = "";

    @BeforeEach
    void nameTable() {
        table = directory.resolve("t");
        path = table.toString();
    }

    @Test
    void rowsReplaceThoseWithTheirKeyAsAMapWould() throws IOException {
        Random random = new Random(7);
        TreeMap<Long, String> expected = new TreeMap<>();
        try (StreamSink sink = open(PAIRS, "ID")) {
            for (long batch = 0; batch < 12; batch++) {
                TreeMap<Long, String> rows = new TreeMap<>();
                for (int i = 0; i < 10; i++) {
                    rows.put((long) random.nextInt(60), "b" + batch + "-" + i);
                }
                Tables.write(sink, batch, pairs(rows));
                expected.putAll(rows);
            }
            Tables.write(sink, 12, List.of());
        }

        assertThat(content()).isEqualTo(expected);
        assertThat(Files.readString(Tables.commitFile(table, 12)))
                .contains("\"outputMode\":\"Update\"")
                .contains("\"isBlindAppend\":false")
                .contains("\"remove\"");
        assertThat(Tables.added(table, 13)).isEmpty();
    }

    @Test
    void filesWithoutAKeyOfTheBatchStayAsTheyAre() throws IOException {
        try (StreamSink sink = open(PAIRS, "id")) {
            Tables.writeOne(sink, 0, DeltaSinkTest.pairs(0, 10));
            Tables.writeOne(sink, 1, DeltaSinkTest.pairs(10, 20));
            Tables.writeOne(sink, 2, DeltaSinkTest.pairs(20, 30));
            Tables.writeOne(sink, 3, pairs(new TreeMap<>(Map.of(15L, "new", 99L, "more"))));
        }

        String commit = Files.readString(Tables.commitFile(table, 4));
        assertThat(commit.split("\"remove\":", -1)).hasSize(2);
        assertThat(commit).contains(Tables.added(table, 2).get(0)).contains("\"numRemovedFiles\":\"1\"");
        assertThat(content()).hasSize(31).containsEntry(15L, "new").containsEntry(14L, "n14");
    }

    /** Values that are equal for Spark, and some that only look so. */
    @Test
    void keysAreEqualWhereSparkFindsThemEqual() throws IOException {
        StructType schema = new StructType()
                .add("f", DataTypes.FloatType)
                .add("d", DataTypes.DoubleType)
                .add("t", DataTypes.StringType)
                .add("b", DataTypes.BinaryType)
                .add("n", DataTypes.createDecimalType(20, 2))
                .add("flag", DataTypes.BooleanType)
                .add("small", DataTypes.ShortType)
                .add("day", DataTypes.DateType)
                .add("at", DataTypes.TimestampType)
                .add("v", DataTypes.IntegerType);
        float otherNan = Float.intBitsToFloat(0x7fc00001);
        double otherDouble = Double.longBitsToDouble(0x7ff8000000000001L);
        List<@Nullable Object[]> keys = List.of(
                key(0f, 0d, "a", new byte[0], decimal("1.50"), true, (short) 1, 1, 1L),
                key(Float.NaN, Double.NaN, "", new byte[] {1}, null, false, (short) -1, -1, -1L),
                key(null, null, null, null, null, null, null, null, null),
                key(1f, -1d, "\uFFFD", new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 0L),
                key(1f, -1d, "\uD83D\uDE00", new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 0L),
                key(1f, -1d, "x".repeat(40), new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 999L));
        List<Object[]> same = List.of(
                key(-0f, -0d, "a", new byte[0], decimal("1.50"), true, (short) 1, 1, 1L),
                key(otherNan, otherDouble, "", new byte[] {1}, null, false, (short) -1, -1, -1L),
                key(null, null, null, null, null, null, null, null, null),
                key(1f, -1d, "\uFFFD", new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 0L),
                key(1f, -1d, "\uD83D\uDE00", new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 0L),
                key(1f, -1d, "x".repeat(40), new byte[] {0}, decimal("-1.50"), null, (short) 0, 0, 999L));
        try (StreamSink sink = open(schema, "f, d, t, b, n, flag, small, day, at")) {
            for (int i = 0; i < keys.size(); i++) {
                Tables.writeOne(sink, i, List.of(row(keys.get(i), i)));
            }
            for (int i = 0; i < same.size(); i++) {
                Tables.writeOne(sink, keys.size() + i, List.of(row(same.get(i), 100 + i)));
            }
        }

        assertThat(Tables.readAll(path, new StructType().add(schema.apply("v")), outside))
                .extracting(row -> row.getInt(0))
                .containsExactlyInAnyOrder(100, 101, 102, 103, 104, 105);
    }

    private static @Nullable Object[] key(@Nullable Object... values) {
        @Nullable Object[] key = values.clone();
        for (int i = 0; i < key.length; i++) {
            key[i] = key[i] instanceof String text ? UTF8String.fromString(text) : key[i];
        }
        return key;
    }

    private static InternalRow row(@Nullable Object[] key, int value) {
        @Nullable Object[] row = java.util.Arrays.copyOf(key, key.length + 1);
        row[key.length] = value;
        return new GenericInternalRow(row);
    }

    private static Decimal decimal(String number) {
        return Decimal.apply(new java.math.BigDecimal(number), 20, 2);
    }

    @Test
    void aPartitionColumnMayBeAKeyAndEmptyIsNullThere() throws IOException {
        StructType schema = new StructType()
                .add("p", DataTypes.StringType)
                .add("id", DataTypes.LongType)
                .add("v", DataTypes.IntegerType);
        try (StreamSink sink = open(schema, List.of("p"), "p,id")) {
            Tables.write(sink, 0, List.of(part("a", 1, 0), part("", 1, 0), part("b", 1, 0), part(null, 2, 0)));
            Tables.write(sink, 1, List.of(part(null, 1, 1), part("a", 1, 1), part("", 2, 1)));
        }

        assertThat(Rows.texts(Tables.readAll(path, schema, outside), schema))
                .containsExactly("[a, 1, 1]", "[b, 1, 0]", "[null, 1, 1]", "[null, 2, 1]");
    }

    @Test
    void aRowMayMoveToAnotherPartition() throws IOException {
        StructType schema = new StructType()
                .add("p", DataTypes.StringType)
                .add("id", DataTypes.LongType)
                .add("v", DataTypes.IntegerType);
        try (StreamSink sink = open(schema, List.of("p"), "id")) {
            Tables.write(sink, 0, List.of(part("a", 1, 0), part("a", 2, 0)));
            Tables.write(sink, 1, List.of(part("b", 1, 1)));
        }

        assertThat(Rows.texts(Tables.readAll(path, schema, outside), schema)).containsExactly("[a, 2, 0]", "[b, 1, 1]");
    }

    private static InternalRow part(@Nullable String p, long id, int v) {
        return new GenericInternalRow(new Object[] {p == null ? null : UTF8String.fromString(p), id, v});
    }

    @Test
    void aKeyThatABatchHasTwiceIsNamed() throws IOException {
        try (StreamSink sink = open(PAIRS, "id, name")) {
            Tables.writeOne(sink, 0, DeltaSinkTest.pairs(0, 10));
            List<InternalRow> twice = List.of(pair(7, "x"), pair(8, "x"), pair(7, "x"));
            for (boolean isOneTask : List.of(true, false)) {
                List<InternalRow> rows = isOneTask ? twice : List.of(twice.get(0), twice.get(2));
                assertThatThrownBy(() -> {
                            if (isOneTask) {
                                Tables.writeOne(sink, 1, rows);
                            } else {
                                Tables.write(sink, 1, rows);
                            }
                        })
                        .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE))
                        .hasMessageContaining("A batch has two rows for one key of Delta table " + path)
                        .hasMessageContaining("key=(id=7, name=x).")
                        .hasMessageEndingWith("name more columns in mergeKeys.");
            }
        }
        assertThat(content()).hasSize(10);
    }

    @Test
    void keysThatCannotBeAreRefusedBeforeATableIsMade() throws IOException {
        assertThatThrownBy(() -> open(PAIRS, ""))
                .hasMessageStartingWith(
                        "[OPTION_INVALID] Option mergeKeys of sink out (delta) must be names of columns");
        assertThatThrownBy(() -> Tables.open(Tables.request(path, PAIRS, OutputMode.UPDATE, Map.of()), outside))
                .hasMessageStartingWith("[OPTION_MISSING] Option mergeKeys is missing: sink out (delta) needs it.");
        assertThatThrownBy(() ->
                        Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of("mergeKeys", "id")), outside))
                .hasMessageStartingWith("[OPTION_INVALID] Option mergeKeys of sink out (delta) must be absent unless")
                .hasMessageContaining("outputMode is update");
        assertThat(table).doesNotExist();

        assertThatThrownBy(() -> open(PAIRS, "id, other"))
                .hasMessageStartingWith("[SINK_SCHEMA_MISMATCH] Option mergeKeys names column other, which Delta table "
                        + path + " does not have.");
        StructType nested = PAIRS.add("a", DataTypes.createArrayType(DataTypes.LongType));
        path = directory.resolve("nested").toString();
        assertThatThrownBy(() -> open(nested, "a"))
                .hasMessageStartingWith("[OPTION_INVALID]")
                .hasMessageContaining("columns with plain values, and a is ARRAY<BIGINT>");
    }

    @Test
    void aTableThatForbidsOtherRowsIsRefusedByTheNameOfTheFeature() throws IOException {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("delta.appendOnly", "[DELTA_CANNOT_MODIFY_APPEND_ONLY] Delta table %s only takes new rows");
        features.put(
                "delta.enableChangeDataFeed",
                "[SINK_UNSUPPORTED] Delta table %s has feature changeDataFeed (delta.enableChangeDataFeed)");
        features.put(
                "delta.enableRowTracking",
                "[SINK_UNSUPPORTED] Delta table %s has feature rowTracking (delta.enableRowTracking)");
        for (Map.Entry<String, String> feature : features.entrySet()) {
            path = directory.resolve(feature.getKey()).toString();
            Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of(feature.getKey(), "true")), outside)
                    .close();
            for (OutputMode mode : List.of(OutputMode.UPDATE, OutputMode.COMPLETE)) {
                Map<String, String> keys = mode == OutputMode.UPDATE ? Map.of("mergeKeys", "id") : Map.of();
                assertThatThrownBy(() -> Tables.open(Tables.request(path, PAIRS, mode, keys), outside))
                        .hasMessageStartingWith(feature.getValue().formatted(path))
                        .hasMessageContaining("output mode " + mode.sparkName());
            }
        }
    }

    /** Another writer is faster between the plan of a batch and its commit; what it wrote counts as written before. */
    @Test
    void aBatchIsWorkedOutAgainAfterAnotherWriterWasFaster() throws IOException {
        try (StreamSink one = open(PAIRS, "id");
                StreamSink other = Tables.open(
                        Tables.request(path, PAIRS, List.of(), OutputMode.UPDATE, "other", Map.of("mergeKeys", "id")),
                        outside)) {
            HashMap<Long, String> expected = new HashMap<>();
            for (int batch = 0; batch < 6; batch++) {
                Tables.write(one, batch, pairs(new TreeMap<>(Map.of(1L, "one" + batch, 2L, "one" + batch))));
                Tables.write(other, batch, pairs(new TreeMap<>(Map.of(2L, "other" + batch, 3L, "other" + batch))));
                expected.putAll(Map.of(1L, "one" + batch, 2L, "other" + batch, 3L, "other" + batch));
            }
            assertThat(content()).isEqualTo(expected);
        }
        // What was written for an attempt in vain is gone again, but for what the versions name.
        try (var files = Files.list(table)) {
            long named = 0;
            for (int version = 1; version <= 12; version++) {
                named += Tables.added(table, version).size();
            }
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .hasSize((int) named);
        }
    }

    @Test
    void aBatchThatIsCommittedIsKnownAgain() throws IOException {
        try (StreamSink sink = open(PAIRS, "id")) {
            Tables.write(sink, 0, DeltaSinkTest.pairs(0, 4));
        }
        try (StreamSink again = open(PAIRS, "id")) {
            assertThat(again.isCommitted(0)).isTrue();
            // As a process that was paused before its commit would do.
            Tables.write(again, 0, DeltaSinkTest.pairs(0, 4));
            SinkBatch aborted = again.begin(1);
            aborted.writer(0, 0).abort();
            aborted.abort();
        }
        assertThat(content()).hasSize(4);
    }

    private StreamSink open(StructType schema, String keys) {
        return open(schema, List.of(), keys);
    }

    private StreamSink open(StructType schema, List<String> partitions, String keys) {
        return Tables.open(
                Tables.request(path, schema, partitions, OutputMode.UPDATE, Tables.QUERY_ID, Map.of("mergeKeys", keys)),
                outside);
    }

    private Map<Long, String> content() throws IOException {
        Map<Long, String> content = new TreeMap<>();
        for (InternalRow row : Tables.readAll(path, PAIRS, outside)) {
            assertThat(content.put(row.getLong(0), row.getString(1))).isNull();
        }
        return content;
    }

    static InternalRow pair(long id, String name) {
        return new GenericInternalRow(new Object[] {id, UTF8String.fromString(name)});
    }

    static List<InternalRow> pairs(Map<Long, String> pairs) {
        List<InternalRow> rows = new ArrayList<>();
        pairs.forEach((id, name) -> rows.add(pair(id, name)));
        return rows;
    }
}
