package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaSinkTest {
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    @TempDir
    Path directory;

    private final LocalOutside outside = new LocalOutside();
    private Path table = Path.of("");
    private String path = "";

    @BeforeEach
    void nameTable() {
        table = directory.resolve("a table & more %20");
        path = table.toString();
    }

    @Test
    void allTypesComeBackAsTheyWere() throws IOException {
        StructType schema = Rows.allTypes();
        List<InternalRow> rows = Rows.make(schema, 1, 500);
        try (StreamSink sink = open(schema, OutputMode.APPEND)) {
            Tables.write(sink, 0, rows.subList(0, 300));
            Tables.write(sink, 1, rows.subList(300, 500));
        }

        assertThat(Rows.texts(Tables.readAll(path, schema, outside), schema)).isEqualTo(Rows.texts(rows, schema));
    }

    @Test
    void onlyTheColumnsAskedForAreRead() throws IOException {
        StructType schema = Rows.allTypes();
        List<InternalRow> rows = Rows.make(schema, 2, 50);
        try (StreamSink sink = open(schema, OutputMode.APPEND)) {
            Tables.write(sink, 0, rows);
        }
        StructType two = new StructType().add(schema.apply("text")).add(schema.apply("id"));

        assertThat(Tables.readAll(path, two, outside).stream().map(row -> row.numFields()))
                .hasSize(50)
                .containsOnly(2);
        assertThat(Tables.readAll(path, new StructType(), outside)).hasSize(50);
    }

    @Test
    void partitionsOfEveryTypeComeBack() throws IOException {
        StructType schema = Rows.plainTypes().add("v", DataTypes.IntegerType);
        List<InternalRow> rows = Rows.make(schema, 3, 25);
        for (String column : List.of("flag", "tiny", "n", "id", "price", "text", "day", "at", "local")) {
            String partitioned = directory.resolve("by-" + column).toString();
            try (StreamSink sink = Tables.open(
                    Tables.request(partitioned, schema, List.of(column), OutputMode.APPEND, Tables.QUERY_ID, Map.of()),
                    outside)) {
                Tables.write(sink, 0, rows);
            }

            assertThat(Rows.texts(Tables.readAll(partitioned, schema, outside), schema))
                    .as(column)
                    .isEqualTo(Rows.texts(rows, schema));
        }
    }

    @Test
    void filesEndWhereOptionsAndTheTableSaySo() throws IOException {
        Map<String, String> byRows =
                Map.of("maxRecordsPerFile", "4", "compression", "zstd", "delta.targetFileSize", "60k");
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, byRows), outside)) {
            Tables.writeOne(sink, 0, pairs(0, 10));
        }
        assertThat(Tables.added(table, 1)).hasSize(3).allMatch(name -> name.endsWith("-c000.zstd.parquet"));
        assertThat(Files.readString(Tables.commitFile(table, 0))).contains("\"delta.targetFileSize\":\"60k\"");

        for (Map<String, String> options : List.of(Map.<String, String>of(), Map.of("targetFileSize", "1g"))) {
            try (StreamSink sink = Tables.open(
                    Tables.request(path, PAIRS, List.of(), OutputMode.APPEND, options.toString(), options), outside)) {
                Tables.writeOne(sink, 0, pairs(100, 30_000));
            }
        }
        assertThat(Tables.added(table, 2)).hasSizeBetween(2, 8);
        assertThat(Tables.added(table, 3)).hasSize(1);
        assertThat(ids()).hasSize(10 + 2 * 29_900);
    }

    @Test
    void optionsThatPawlCannotHeedAreRefused() {
        for (Map<String, String> options : List.of(
                Map.of("targetFileSize", "large"),
                Map.of("maxRecordsPerFile", "0"),
                Map.of("compression", "lzo"),
                Map.of("autoCompact", "perhaps"),
                Map.of("autoCompactMinFiles", "1"))) {
            assertThatThrownBy(() -> Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, options), outside))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_INVALID))
                    .hasMessageContaining(options.keySet().iterator().next());
        }
        for (String option : List.of("overwriteSchema", "userMetadata")) {
            assertThatThrownBy(() -> Tables.open(
                            Tables.request(path, PAIRS, OutputMode.APPEND, Map.of(option, "true")), outside))
                    .hasMessageStartingWith(
                            "[SINK_UNSUPPORTED] Delta table " + path + " is not written with option " + option + ".");
        }
    }

    @Test
    void smallFilesAreMergedByPartitionOnceEnoughHaveComeTogether() throws IOException {
        StructType schema = new StructType().add("p", DataTypes.IntegerType).add("id", DataTypes.LongType);
        Map<String, String> options = Map.of("delta.autoOptimize.autoCompact", "true", "autoCompactMinFiles", "6");
        try (StreamSink sink = Tables.open(
                Tables.request(path, schema, List.of("p"), OutputMode.APPEND, Tables.QUERY_ID, options), outside)) {
            for (int batch = 0; batch < 6; batch++) {
                // A file a batch in partition 0, and in partition 1 in the first ones only.
                List<InternalRow> rows = new ArrayList<>();
                rows.add(new GenericInternalRow(new Object[] {0, (long) batch}));
                if (batch < 3) {
                    rows.add(new GenericInternalRow(new Object[] {1, (long) batch}));
                }
                Tables.writeOne(sink, batch, rows);
            }
        }

        List<String> merges = new ArrayList<>();
        for (int version = 1; Files.exists(Tables.commitFile(table, version)); version++) {
            if (Files.readString(Tables.commitFile(table, version)).contains("\"OPTIMIZE\"")) {
                merges.addAll(Tables.added(table, version));
            }
        }
        assertThat(merges).hasSize(1).allMatch(name -> name.startsWith("p=0/"));
        assertThat(Tables.readAll(path, schema, outside)).hasSize(9);
    }

    @Test
    void partitionsOfMappedColumnsAreNamedAsTheirColumnsAreInFiles() throws IOException {
        StructType schema = new StructType().add("p", DataTypes.StringType).add("id", DataTypes.LongType);
        List<InternalRow> rows = List.of(
                new GenericInternalRow(new Object[] {org.apache.spark.unsafe.types.UTF8String.fromString("a"), 1L}),
                new GenericInternalRow(new Object[] {null, 2L}));
        try (StreamSink sink = Tables.open(
                Tables.request(
                        path,
                        schema,
                        List.of("p"),
                        OutputMode.APPEND,
                        Tables.QUERY_ID,
                        Map.of("delta.columnMapping.mode", "name")),
                outside)) {
            Tables.writeOne(sink, 0, rows);
        }

        assertThat(Files.readString(Tables.commitFile(table, 1))).doesNotContain("\"partitionValues\":{\"p\":");
        assertThat(Rows.texts(Tables.readAll(path, schema, outside), schema)).isEqualTo(Rows.texts(rows, schema));
    }

    @Test
    void morePartitionsThanOpenFilesAreWritten() throws IOException {
        StructType schema = new StructType().add("p", DataTypes.IntegerType).add("id", DataTypes.LongType);
        List<InternalRow> rows = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            rows.add(new GenericInternalRow(new Object[] {i % 60, (long) i}));
        }
        try (StreamSink sink = Tables.open(
                Tables.request(path, schema, List.of("P"), OutputMode.APPEND, Tables.QUERY_ID, Map.of()), outside)) {
            Tables.writeOne(sink, 0, rows);
        }

        assertThat(Rows.texts(Tables.readAll(path, schema, outside), schema)).isEqualTo(Rows.texts(rows, schema));
        assertThat(Tables.added(table, 1)).hasSize(120);
    }

    @Test
    void aCommitSaysWhichBatchItIs() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            Tables.write(sink, 0, pairs(0, 10));
        }

        String commit = Files.readString(Tables.commitFile(table, 1));
        assertThat(commit)
                .contains("\"operation\":\"STREAMING UPDATE\"")
                .contains("\"operationParameters\":{\"outputMode\":\"Append\",\"queryId\":\"" + Tables.QUERY_ID
                        + "\",\"epochId\":\"0\"}")
                .contains("\"isBlindAppend\":true")
                .contains("{\"txn\":{\"appId\":\"" + Tables.QUERY_ID + "\",\"version\":0,")
                .contains("\\\"numRecords\\\":5,\\\"minValues\\\":{\\\"id\\\":0,\\\"name\\\":\\\"n0\\\"}");
        assertThat(Tables.added(table, 1)).allMatch(name -> name.matches("part-0000[01]-.*-c000\\.snappy\\.parquet"));
    }

    @Test
    void aBatchThatIsCommittedIsKnownToTheNextProcess() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            assertThat(sink.isCommitted(0)).isFalse();
            Tables.write(sink, 0, pairs(0, 10));
            assertThat(sink.isCommitted(0)).isTrue();
        }

        try (StreamSink again = open(PAIRS, OutputMode.APPEND)) {
            assertThat(again.isCommitted(0)).isTrue();
            assertThat(again.isCommitted(1)).isFalse();
            Tables.write(again, 0, pairs(0, 10));
        }
        assertThat(ids()).hasSize(10);
    }

    @Test
    void aBatchOfABygoneProcessIsRefused() throws IOException {
        try (StreamSink paused = open(PAIRS, OutputMode.APPEND);
                StreamSink owner = open(PAIRS, OutputMode.APPEND)) {
            Tables.write(owner, 0, pairs(0, 10));
            Tables.write(owner, 1, pairs(10, 20));

            assertThatThrownBy(() -> Tables.write(paused, 0, pairs(0, 10)))
                    .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.DELTA_CONCURRENT_TRANSACTION));
        }
        assertThat(ids()).hasSize(20);
    }

    @Test
    void twoQueriesAppendToOneTable() throws IOException {
        try (StreamSink one = open(PAIRS, OutputMode.APPEND);
                StreamSink other = Tables.open(
                        Tables.request(path, PAIRS, List.of(), OutputMode.APPEND, "other-query", Map.of()), outside)) {
            for (long batch = 0; batch < 12; batch++) {
                Tables.write(one, batch, pairs(batch * 10, batch * 10 + 5));
                Tables.write(other, batch, pairs(batch * 10 + 5, batch * 10 + 10));
            }
        }
        assertThat(ids()).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void completeModeReplacesAllRows() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.COMPLETE);
                StreamSink other = Tables.open(
                        Tables.request(path, PAIRS, List.of(), OutputMode.APPEND, "other-query", Map.of()), outside)) {
            Tables.write(sink, 0, pairs(0, 10));
            Tables.write(other, 0, pairs(50, 60));
            Tables.write(sink, 1, pairs(0, 15));
        }

        assertThat(ids()).hasSize(15);
        assertThat(Files.readString(Tables.commitFile(table, 3)))
                .contains("\"outputMode\":\"Complete\"")
                .contains("\"isBlindAppend\":false");
    }

    @Test
    void everyTenthCommitGetsACheckpoint() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            for (int batch = 0; batch < 22; batch++) {
                Tables.write(sink, batch, pairs(batch, batch + 1));
            }
        }

        try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.contains("checkpoint")))
                    .containsExactlyInAnyOrder(
                            "00000000000000000010.checkpoint.parquet",
                            "00000000000000000020.checkpoint.parquet",
                            "_last_checkpoint");
        }
        assertThat(ids()).hasSize(22);
    }

    @Test
    void aColumnTheTableHasNotIsRefusedUnlessSchemasAreMerged() throws IOException {
        StructType more = PAIRS.add("extra", DataTypes.createArrayType(DataTypes.IntegerType));
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            Tables.write(sink, 0, pairs(0, 10));
        }

        assertThatThrownBy(() -> open(more, OutputMode.APPEND))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_SCHEMA_MISMATCH))
                .hasMessageContaining("Column extra");
        List<InternalRow> wide = Rows.make(more, 1, 8);
        try (StreamSink sink =
                Tables.open(Tables.request(path, more, OutputMode.APPEND, Map.of("mergeSchema", "true")), outside)) {
            assertThat(sink.isCommitted(0)).isTrue();
            Tables.write(sink, 1, wide);
        }

        List<InternalRow> expected = new ArrayList<>(wide);
        for (InternalRow row : pairs(0, 10)) {
            expected.add(new GenericInternalRow(new Object[] {row.getLong(0), row.getUTF8String(1), null}));
        }
        assertThat(Rows.texts(Tables.readAll(path, more, outside), more)).isEqualTo(Rows.texts(expected, more));
    }

    @Test
    void columnsAreMatchedByNameAndMissingOnesAreNull() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            Tables.write(sink, 0, pairs(0, 1));
        }
        StructType onlyName = new StructType().add("NAME", DataTypes.StringType);
        try (StreamSink sink = open(onlyName, OutputMode.APPEND)) {
            Tables.write(sink, 1, List.of(new GenericInternalRow(new Object[] {
                org.apache.spark.unsafe.types.UTF8String.fromString("x")
            })));
        }

        assertThat(Rows.texts(Tables.readAll(path, PAIRS, outside), PAIRS)).containsExactly("[0, n0]", "[null, x]");
    }

    @Test
    void anotherTypeIsRefused() {
        open(PAIRS, OutputMode.APPEND).close();
        StructType other = new StructType().add("id", DataTypes.StringType);

        assertThatThrownBy(() -> open(other, OutputMode.APPEND))
                .hasMessageStartingWith("[SINK_SCHEMA_MISMATCH] Column id of Delta table " + path
                        + " is BIGINT, but the query gives STRING.");
    }

    @Test
    void otherPartitionsAreRefused() {
        open(PAIRS, OutputMode.APPEND).close();

        assertThatThrownBy(() -> Tables.open(
                        Tables.request(path, PAIRS, List.of("name"), OutputMode.APPEND, "q", Map.of()), outside))
                .hasMessageStartingWith("[SINK_SCHEMA_MISMATCH] Delta table " + path
                        + " is partitioned by [], the query wants [name].");
    }

    @Test
    void typesThatAreNoneOfDeltaAreRefused() {
        StructType interval = PAIRS.add("i", DataTypes.CalendarIntervalType);
        assertThatThrownBy(() -> open(interval, OutputMode.APPEND))
                .hasMessageStartingWith("[SINK_UNSUPPORTED]")
                .hasMessageContaining("i INTERVAL");
        assertThat(table).doesNotExist();
    }

    @Test
    void aFeaturePawlDoesNotKnowIsNamed() throws IOException {
        open(PAIRS, OutputMode.APPEND).close();
        Tables.commit(
                table,
                1,
                "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,"
                        + "\"readerFeatures\":[\"timeMachine\"],\"writerFeatures\":[\"timeMachine\"]}}");

        assertThatThrownBy(() -> open(PAIRS, OutputMode.APPEND))
                .hasMessageStartingWith("[SINK_UNSUPPORTED]")
                .hasMessageContaining("timeMachine");
        assertThatThrownBy(() -> Tables.table(path, Map.of(), outside))
                .hasMessageStartingWith("[SOURCE_UNSUPPORTED]")
                .hasMessageContaining("timeMachine");
    }

    @Test
    void anAbortedBatchLeavesNoFile() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            SinkBatch batch = sink.begin(0);
            RowWriter finished = batch.writer(0, 0);
            finished.write(pairs(0, 1).get(0));
            finished.finish();
            RowWriter aborted = batch.writer(1, 0);
            aborted.write(pairs(0, 1).get(0));
            aborted.abort();
            batch.abort();
        }

        try (Stream<Path> files = Files.list(table)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("_delta_log");
        }
    }

    @Test
    void aNullWhereTheTableHasNoneIsRefused() throws IOException {
        open(PAIRS, OutputMode.APPEND).close();
        String create = Files.readString(Tables.commitFile(table, 0));
        Files.writeString(
                Tables.commitFile(table, 0),
                create.replace(
                        "\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true",
                        "\\\"type\\\":\\\"long\\\",\\\"nullable\\\":false"));
        Files.delete(table.resolve("_delta_log/00000000000000000000.crc"));
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            RowWriter writer = sink.begin(0).writer(0, 0);

            assertThatThrownBy(() -> writer.write(new GenericInternalRow(new Object[] {null, null})))
                    .hasMessageStartingWith("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] Column id of Delta table");
            writer.abort();
        }
    }

    private StreamSink open(StructType schema, OutputMode mode) {
        return Tables.open(Tables.request(path, schema, mode, Map.of()), outside);
    }

    private List<Long> ids() throws IOException {
        return Tables.readAll(path, PAIRS, outside).stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    static List<InternalRow> pairs(long from, long to) {
        List<InternalRow> rows = new ArrayList<>();
        for (long id = from; id < to; id++) {
            rows.add(new GenericInternalRow(
                    new Object[] {id, org.apache.spark.unsafe.types.UTF8String.fromString("n" + id)}));
        }
        return rows;
    }

    @Test
    void aTableThatHasNotWhatTheCheckpointHasCommittedIsRefused() throws IOException {
        try (StreamSink sink = open(PAIRS, OutputMode.APPEND)) {
            Tables.write(sink, 0, pairs(0, 10));
            assertThat(sink.isCommitted(1)).isFalse();
            assertLost(sink, 2, "the checkpoint has committed batch 1, but the table ends with batch 0 of it");
        }
        String another = directory + "/another";
        Map<String, String> none = Map.of();
        try (StreamSink sink = Tables.open(Tables.request(another, PAIRS, OutputMode.APPEND, none), outside)) {
            assertLost(sink, 1, "but the table has none of query " + Tables.QUERY_ID + ": it was made anew");
        }
        Map<String, String> told = Map.of("ignoreMissingBatches", "true");
        try (StreamSink sink = Tables.open(Tables.request(another, PAIRS, OutputMode.APPEND, told), outside)) {
            assertThat(sink.isCommitted(1)).isFalse();
        }
        // A property that Spark sets and Kernel does not.
        Path commit = directory.resolve("another/_delta_log/00000000000000000000.json");
        Files.writeString(
                commit,
                Files.readString(commit)
                        .replace(
                                "\"configuration\":{",
                                "\"configuration\":{\"delta.setTransactionRetentionDuration\":\"interval 1 days\""));
        Files.deleteIfExists(directory.resolve("another/_delta_log/00000000000000000000.crc"));
        try (StreamSink sink = Tables.open(Tables.request(another, PAIRS, OutputMode.APPEND, none), outside)) {
            assertThat(sink.isCommitted(7)).isFalse();
        }
    }

    /** A table made in its place would be taken for the one that is gone by whoever looks for the results. */
    @Test
    void inPlaceOfATableThatIsGoneNoneIsMadeUnlessItIsToldTo() {
        assertLost(() -> Tables.open(goingOn(3, Map.of()), outside), "has committed batch 2, but the table is gone.");
        assertThat(table).doesNotExist();

        try (StreamSink sink = Tables.open(goingOn(3, Map.of("ignoreMissingBatches", "true")), outside)) {
            assertThat(sink.isCommitted(3)).isFalse();
        }
        assertThat(table).isNotEmptyDirectory();
    }

    private SinkRequest goingOn(long nextBatchId, Map<String, String> more) {
        SinkRequest begun = Tables.request(path, PAIRS, OutputMode.APPEND, more);
        return new SinkRequest(begun.options(), PAIRS, List.of(), begun.mode(), begun.queryId(), nextBatchId);
    }

    private static void assertLost(StreamSink sink, long batchId, String how) {
        assertLost(() -> sink.isCommitted(batchId), how);
    }

    private static void assertLost(ThrowingCallable call, String how) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_LOG_LOST))
                .hasMessageContaining(how)
                .hasMessageContaining("Set option ignoreMissingBatches to true to go on without them.");
    }

    @Test
    void optionsThatWouldChangeWhatABatchMeansAreRefused() {
        for (Map<String, String> options : List.of(Map.of("dataChange", "false"), Map.of("replaceWhere", "id = 1"))) {
            assertThatThrownBy(() -> Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, options), outside))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_UNSUPPORTED))
                    .hasMessageContaining("is not written with option "
                            + options.keySet().iterator().next());
        }
        assertThat(table).doesNotExist();
    }
}
