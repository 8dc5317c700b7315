package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaSourceTest {
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    @TempDir
    Path directory;

    private final LocalOutside outside = new LocalOutside();
    private Path table = Path.of("");
    private String path = "";

    /** Version 0 makes the table, versions 1 to 4 add two files each. */
    @BeforeEach
    void makeTable() throws IOException {
        table = directory.resolve("t");
        path = table.toString();
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)) {
            for (int batch = 0; batch < 4; batch++) {
                Tables.write(sink, batch, DeltaSinkTest.pairs(batch * 10L, batch * 10L + 10));
            }
        }
    }

    @Test
    void theSnapshotComesFirstAndThenEachChange() throws IOException {
        try (StreamSource source = stream(Map.of())) {
            assertThat(source.description()).isEqualTo("DeltaSource[file:" + path + "]");
            assertThat(source.initialOffset()).isEmpty();
            List<Tables.Batch> first = Tables.batches(source, Optional.empty());
            assertThat(ends(first)).containsExactly("5,-1,false");
            assertThat(ids(first)).hasSize(40).doesNotHaveDuplicates();
            Optional<SourceOffset> end = Optional.of(first.get(0).end());
            assertThat(source.latestOffset(end, ReadLimit.BY_OPTIONS)).isEqualTo(end);

            append(4);

            List<Tables.Batch> second = Tables.batches(source, end);
            assertThat(ends(second)).containsExactly("6,-1,false");
            assertThat(ids(second)).containsExactlyInAnyOrder(40L, 41L, 42L, 43L, 44L, 45L, 46L, 47L, 48L, 49L);
        }
    }

    /** Parquet's reader would have Hadoop parse them for every file. */
    @Test
    void hadoopsDefaultsAreNotReadForEachFile() throws IOException {
        List<String> asked = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(before) {
            @Override
            public @Nullable URL getResource(String name) {
                asked.add(name);
                return super.getResource(name);
            }
        });
        try (StreamSource source = stream(Map.of())) {
            assertThat(ids(Tables.batches(source, Optional.empty()))).hasSize(40);
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThat(asked).noneMatch(name -> name.endsWith("-default.xml"));
    }

    @Test
    void anOffsetIsWrittenAsSparkDoes() throws IOException {
        try (StreamSource source = stream(Map.of("maxFilesPerTrigger", "1"))) {
            SourceOffset offset =
                    source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS).orElseThrow();

            assertThat(offset.text())
                    .matches("\\{\"sourceVersion\":1,\"reservoirId\":\"[0-9a-f-]{36}\",\"reservoirVersion\":4,"
                            + "\"index\":0,\"isStartingVersion\":true}");
        }
    }

    @Test
    void oneFileABatchGoesThroughTheSnapshotAndThenThroughCommits() throws IOException {
        try (StreamSource source = stream(Map.of("maxFilesPerTrigger", "1"))) {
            List<Tables.Batch> batches = Tables.batches(source, Optional.empty());
            assertThat(ends(batches))
                    .containsExactly(
                            "4,0,true",
                            "4,1,true",
                            "4,2,true",
                            "4,3,true",
                            "4,4,true",
                            "4,5,true",
                            "4,6,true",
                            "5,-1,false");
            append(4);
            append(5);
            List<Tables.Batch> later = Tables.batches(
                    source, Optional.of(batches.get(batches.size() - 1).end()));
            assertThat(ends(later)).containsExactly("5,0,false", "6,-1,false", "6,0,false", "7,-1,false");
            assertThat(ids(later)).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void whereverAStreamIsCutItGivesTheSameRows() throws IOException {
        append(4);
        List<Long> expected = new ArrayList<>();
        for (long id = 0; id < 50; id++) {
            expected.add(id);
        }
        for (String limit : List.of("1", "2", "3", "5", "7", "1000")) {
            for (String start : List.of("", "1")) {
                Map<String, String> options = new TreeMap<>(Map.of("maxFilesPerTrigger", limit));
                if (!start.isEmpty()) {
                    options.put("startingVersion", start);
                }
                List<Long> found = new ArrayList<>();
                Optional<SourceOffset> from = Optional.empty();
                while (true) {
                    // Each batch is planned by one process and read, twice, by others.
                    Optional<SourceOffset> to;
                    try (StreamSource planner = stream(options)) {
                        to = planner.latestOffset(from, ReadLimit.BY_OPTIONS);
                    }
                    if (to.equals(from)) {
                        break;
                    }
                    List<Long> rows = read(options, from, to.orElseThrow());
                    assertThat(read(options, from, to.orElseThrow())).isEqualTo(rows);
                    found.addAll(rows);
                    from = to;
                }
                assertThat(found).as(options.toString()).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private List<Long> read(Map<String, String> options, Optional<SourceOffset> from, SourceOffset to)
            throws IOException {
        try (StreamSource reader = stream(options)) {
            return Tables.rows(reader.splits(from, to)).stream()
                    .map(row -> row.getLong(0))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void bytesLimitABatchToo() throws IOException {
        try (StreamSource source = stream(Map.of("maxBytesPerTrigger", "1k"))) {
            assertThat(Tables.batches(source, Optional.empty())).hasSizeBetween(2, 8);
        }
        try (StreamSource source = stream(Map.of("maxBytesPerTrigger", "1g"))) {
            assertThat(Tables.batches(source, Optional.empty())).hasSize(1);
        }
    }

    @Test
    void startingVersionReadsChangesOnly() throws IOException {
        try (StreamSource source = stream(Map.of("startingVersion", "3"))) {
            List<Tables.Batch> batches = Tables.batches(source, Optional.empty());
            assertThat(ends(batches)).containsExactly("5,-1,false");
            assertThat(ids(batches)).hasSize(20).allMatch(id -> id >= 20);
        }
        assertThatThrownBy(() -> Tables.batches(stream(Map.of("startingVersion", "9")), Optional.empty()))
                .hasMessageStartingWith("[DELTA_VERSION_NOT_FOUND]");
    }

    @Test
    void latestReadsWhatComesAfterwardsEvenIfTheFirstBatchIsReadAgain() throws IOException {
        Map<String, String> latest = Map.of("startingVersion", "latest");
        Optional<SourceOffset> first;
        try (StreamSource source = stream(latest)) {
            first = source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
            assertThat(Tables.rows(source.splits(Optional.empty(), first.orElseThrow())))
                    .isEmpty();
        }
        append(4);
        try (StreamSource source = stream(latest)) {
            assertThat(Tables.rows(source.splits(Optional.empty(), first.orElseThrow())))
                    .isEmpty();
            assertThat(ids(Tables.batches(source, first))).hasSize(10).allMatch(id -> id >= 40);
        }
    }

    @Test
    void startingTimestampIsTheFirstCommitAtOrAfter() throws IOException {
        for (int version = 0; version <= 4; version++) {
            Files.setLastModifiedTime(
                    Tables.commitFile(table, version),
                    FileTime.from(Instant.parse("2026-01-0" + (version + 1) + "T00:00:00Z")));
        }
        try (StreamSource source = stream(Map.of("startingTimestamp", "2026-01-03T12:00:00Z"))) {
            assertThat(ids(Tables.batches(source, Optional.empty())))
                    .hasSize(20)
                    .allMatch(id -> id >= 20);
        }
        assertThat(Tables.readAll(path, PAIRS, Map.of("timestampAsOf", "2026-01-03T12:00:00Z"), outside))
                .hasSize(20);
    }

    @Test
    void deletedRowsStopAStreamUnlessTheyMayBeIgnored() throws IOException {
        Tables.commit(table, 5, Tables.remove(Tables.added(table, 1).get(0)));
        append(4);

        Optional<SourceOffset> start = Optional.of(endOfVersion(4));
        try (StreamSource source = stream(Map.of())) {
            assertThatThrownBy(() -> source.latestOffset(start, ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SOURCE_IGNORE_DELETE] Version 5 of Delta table " + path);
        }
        for (String option : List.of("ignoreDeletes", "ignoreChanges", "skipChangeCommits")) {
            try (StreamSource source = stream(Map.of(option, "true"))) {
                assertThat(ids(Tables.batches(source, start))).hasSize(10);
            }
        }
    }

    @Test
    void changedRowsStopAStreamUnlessTheyMayBeIgnored() throws IOException {
        String old = Tables.added(table, 1).get(0);
        String copy = old.replace("part-", "copy-");
        Files.copy(table.resolve(old), table.resolve(copy));
        String add = Files.readAllLines(Tables.commitFile(table, 1)).stream()
                .filter(line -> line.contains(old))
                .findFirst()
                .orElseThrow()
                .replace(old, copy);
        Tables.commit(table, 5, Tables.remove(old), add);

        Optional<SourceOffset> start = Optional.of(endOfVersion(4));
        for (String option : List.of("ignoreDeletes", "failOnDataLoss")) {
            try (StreamSource source = stream(Map.of(option, "true"))) {
                assertThatThrownBy(() -> source.latestOffset(start, ReadLimit.BY_OPTIONS))
                        .hasMessageStartingWith("[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Version 5 of Delta table");
            }
        }
        try (StreamSource source = stream(Map.of("ignoreChanges", "true"))) {
            assertThat(ids(Tables.batches(source, start))).hasSize(5);
        }
        try (StreamSource source = stream(Map.of("skipChangeCommits", "true"))) {
            List<Tables.Batch> batches = Tables.batches(source, start);
            assertThat(ends(batches)).containsExactly("6,-1,false");
            assertThat(ids(batches)).isEmpty();
        }
    }

    @Test
    void rowsBeforeACommitThatStopsTheStreamAreStillRead() throws IOException {
        append(4);
        Tables.commit(table, 6, Tables.remove(Tables.added(table, 1).get(0)));

        try (StreamSource source = stream(Map.of())) {
            Optional<SourceOffset> end = source.latestOffset(Optional.of(endOfVersion(4)), ReadLimit.BY_OPTIONS);
            assertThat(shown(end.orElseThrow())).isEqualTo("6,-1,false");
            assertThatThrownBy(() -> source.latestOffset(end, ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SOURCE_IGNORE_DELETE]");
        }
    }

    @Test
    void newColumnsStopAStreamUntilItIsStartedAgain() throws IOException {
        Optional<SourceOffset> start = Optional.of(endOfVersion(4));
        StructType more = PAIRS.add("extra", DataTypes.IntegerType);
        try (StreamSource source = stream(Map.of())) {
            try (StreamSink sink = Tables.open(
                    Tables.request(path, more, OutputMode.APPEND, Map.of("mergeSchema", "true")), outside)) {
                Tables.write(sink, 4, Rows.make(more, 1, 10));
            }
            assertThatThrownBy(() -> source.latestOffset(start, ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SCHEMA_CHANGED_WITH_VERSION] The columns of Delta table " + path
                            + " were changed by version 5");
        }
        try (StreamSource source = stream(Map.of())) {
            List<Tables.Batch> batches = Tables.batches(source, start);
            assertThat(batches).hasSize(1);
            assertThat(batches.get(0).rows()).hasSize(10).allMatch(row -> row.numFields() == 3);
        }
        try (StreamSource source = stream(Map.of())) {
            assertThat(Tables.batches(source, Optional.empty()).get(0).rows()).hasSize(50);
        }
    }

    @Test
    void aTableThatWasMadeAnewIsRefused() throws IOException {
        SourceOffset offset = endOfVersion(4);
        String other = directory.resolve("other").toString();
        Tables.open(Tables.request(other, PAIRS, OutputMode.APPEND, Map.of()), outside)
                .close();

        try (StreamSource source = Tables.stream(other, Map.of(), outside)) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(offset), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE]");
            assertThatThrownBy(() -> source.latestOffset(
                            Optional.of(new SourceOffset("{\"sourceVersion\":1}")), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_INVALID_SOURCE_OFFSET_FORMAT]");
        }
    }

    @Test
    void versionsThatAreGoneStopAStreamUnlessTheyMayBeLost() throws IOException {
        SourceOffset start = endOfVersion(1);
        Files.delete(Tables.commitFile(table, 2));
        Files.delete(Tables.commitFile(table, 3));
        // A checkpoint stands in for them, as it does when a log is cleaned up.
        try (StreamSource source = streamWithCheckpoint(Map.of())) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[SOURCE_DATA_LOST] The log of Delta table " + path
                            + " no longer holds version 2, which is to be read next; the earliest one after it is 4.");
        }
        try (StreamSource source = stream(Map.of("failOnDataLoss", "false"))) {
            assertThat(ids(Tables.batches(source, Optional.of(start))))
                    .hasSize(10)
                    .allMatch(id -> id >= 30);
        }
    }

    /** The snapshot of version 4 is made from a checkpoint that another table with the same files got. */
    private StreamSource streamWithCheckpoint(Map<String, String> options) throws IOException {
        Path whole = directory.resolve("whole");
        Files.createDirectories(whole.resolve("_delta_log"));
        Files.copy(Tables.commitFile(table, 0), Tables.commitFile(whole, 0));
        List<String> all = new ArrayList<>();
        for (int version : new int[] {1, 4}) {
            all.addAll(Files.readAllLines(Tables.commitFile(table, version)));
        }
        for (int version = 1; version <= 4; version++) {
            Tables.commit(
                    whole,
                    version,
                    all.stream().filter(line -> line.startsWith("{\"add\"")).toArray(String[]::new));
        }
        try (DeltaTable made =
                new DeltaTable(whole.toString(), outside.storage(whole.toString()), DeltaTable.Side.SOURCE)) {
            made.latest().orElseThrow().writeCheckpoint(made.engine());
        }
        Files.copy(
                whole.resolve("_delta_log/00000000000000000004.checkpoint.parquet"),
                table.resolve("_delta_log/00000000000000000004.checkpoint.parquet"));
        return stream(options);
    }

    @Test
    void aPinnedEndStays() throws IOException {
        try (StreamSource source = stream(Map.of("maxFilesPerTrigger", "3"))) {
            source.pinEnd();
            append(4);

            List<Tables.Batch> batches = Tables.batches(source, Optional.empty());
            assertThat(ends(batches)).containsExactly("4,2,true", "4,5,true", "5,-1,false");
            assertThat(ids(batches)).hasSize(40);
        }
    }

    @Test
    void withoutLimitEverythingIsOneBatch() throws IOException {
        try (StreamSource source = stream(Map.of("maxFilesPerTrigger", "1"))) {
            assertThat(source.latestOffset(Optional.empty(), ReadLimit.NONE).map(DeltaSourceTest::shown))
                    .contains("5,-1,false");
        }
    }

    @Test
    void anOlderVersionIsReadByItsNumber() throws IOException {
        assertThat(Tables.readAll(path, PAIRS, Map.of("versionAsOf", "2"), outside))
                .hasSize(20);
        assertThatThrownBy(() -> Tables.readAll(path, PAIRS, Map.of("versionAsOf", "7"), outside))
                .hasMessageStartingWith("[DELTA_VERSION_NOT_FOUND]");
    }

    @Test
    void aPlaceWithoutATableIsNamed() {
        assertThatThrownBy(() -> Tables.table(directory.resolve("nothing").toString(), Map.of(), outside))
                .hasMessageStartingWith("[DELTA_TABLE_NOT_FOUND] There is no Delta table at ");
        assertThatThrownBy(() -> Tables.table(path, Map.of("readChangeFeed", "true"), outside))
                .hasMessageStartingWith("[SOURCE_UNSUPPORTED] Option readChangeFeed");
    }

    private StreamSource stream(Map<String, String> options) {
        return Tables.stream(path, options, outside);
    }

    private void append(long batch) throws IOException {
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)) {
            Tables.write(sink, batch, DeltaSinkTest.pairs(batch * 10, batch * 10 + 10));
        }
    }

    private SourceOffset endOfVersion(long version) {
        try (StreamSource source = stream(Map.of())) {
            SourceOffset some =
                    source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS).orElseThrow();
            String id = some.json().path("reservoirId").textValue();
            return new DeltaOffset(id, version + 1, DeltaOffset.BASE_INDEX, false).format();
        }
    }

    private static List<String> ends(List<Tables.Batch> batches) {
        return batches.stream().map(batch -> shown(batch.end())).toList();
    }

    private static String shown(SourceOffset offset) {
        return offset.json().path("reservoirVersion") + "," + offset.json().path("index") + ","
                + offset.json().path("isStartingVersion");
    }

    private static List<Long> ids(List<Tables.Batch> batches) {
        List<Long> ids = new ArrayList<>();
        for (Tables.Batch batch : batches) {
            for (InternalRow row : batch.rows()) {
                ids.add(row.getLong(0));
            }
        }
        return ids;
    }
}
