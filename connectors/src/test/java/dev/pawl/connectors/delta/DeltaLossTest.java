package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapRange;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream whose table was cleaned up, put back, replaced or made anew under it. */
class DeltaLossTest {
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);
    private static final Map<String, String> LOSSES_ALLOWED = Map.of("failOnDataLoss", "false");

    @TempDir
    Path directory;

    private final LocalOutside outside = new LocalOutside();
    private Path table = Path.of("");
    private String path = "";

    /** Version 0 makes the table, versions 1 to 4 add a file of ten rows each. */
    @BeforeEach
    void makeTable() throws IOException {
        table = directory.resolve("t");
        path = table.toString();
        write(4);
    }

    private void write(int batches) throws IOException {
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)) {
            for (int batch = 0; batch < batches; batch++) {
                Tables.writeOne(sink, batch, DeltaSinkTest.pairs(batch * 10L, batch * 10L + 10));
            }
        }
    }

    @Test
    void versionsThatTheLogNoLongerHoldsAreWrittenDown() throws IOException {
        SourceOffset start = at(2);
        cleanUpLogBefore(4);

        try (StreamSource source = stream(LOSSES_ALLOWED)) {
            source.turnTo(7);
            assertThat(rows(source, start)).isEqualTo(10);
            // As the batch is planned, so it is read: the same loss is told once.
            assertThat(gaps()).containsExactly(gap(GapRange.of(2, 4), "the log no longer holds these versions", 7));
        }
        try (StreamSource again = stream(LOSSES_ALLOWED)) {
            again.turnTo(7);
            assertThat(rows(again, start)).isEqualTo(10);
        }
        assertThat(gaps()).hasSize(1);
    }

    @Test
    void filesThatWereVacuumedStopAStreamOrAreWrittenDown() throws IOException {
        SourceOffset start = at(2);
        String gone = Tables.added(table, 3).get(0);
        Files.delete(table.resolve(gone));

        try (StreamSource source = stream(Map.of())) {
            SourceOffset end = source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS)
                    .orElseThrow();
            List<Split> splits = source.splits(Optional.of(start), end);
            assertThatThrownBy(() -> Tables.rows(splits))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_LOST))
                    .hasMessage("[SOURCE_DATA_LOST] File " + gone + " of Delta table " + path
                            + " was deleted, as VACUUM does, before its rows were read. Rows that were never read are gone."
                            + " To go on without them set option failOnDataLoss to false.");
        }
        assertThat(gaps()).isEmpty();
        try (StreamSource source = stream(LOSSES_ALLOWED)) {
            source.turnTo(3);
            assertThat(rows(source, start)).isEqualTo(20);
        }
        assertThat(gaps())
                .containsExactly(gap(
                        GapRange.of("version 3, file 0", "version 3, file 1"),
                        "data file " + gone + " was deleted, as VACUUM does",
                        3));
    }

    @Test
    void aFirstSnapshotThatCannotBePutTogetherAnyMoreIsALoss() throws IOException {
        SourceOffset start;
        try (StreamSource source = stream(Map.of("maxFilesPerTrigger", "1"))) {
            start = source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS).orElseThrow();
            assertThat(start.text()).contains("\"reservoirVersion\":4,\"index\":0,\"isStartingVersion\":true");
        }
        append(4);
        append(5);
        cleanUpLogBefore(6);

        try (StreamSource source = stream(Map.of())) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith(
                            "[SOURCE_DATA_LOST] Version 4 of Delta table " + path
                                    + ", with which the stream began, is not read to its end and cannot be put together any more:");
        }
        try (StreamSource source = stream(LOSSES_ALLOWED)) {
            assertThat(rows(source, start)).isEqualTo(10);
        }
        assertThat(gaps())
                .extracting(gap -> gap.range().from() + ":" + gap.range().to().orElseThrow())
                .containsExactly("4:5", "5:6");
    }

    @Test
    void aTableThatWasPutBackIsRefused() throws IOException {
        SourceOffset start = at(5);
        Files.delete(Tables.commitFile(table, 3));
        Files.delete(Tables.commitFile(table, 4));

        for (Map<String, String> options : List.of(Map.<String, String>of(), LOSSES_ALLOWED)) {
            try (StreamSource source = stream(options)) {
                assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                        .hasMessage("[DELTA_SOURCE_TABLE_ROLLED_BACK] Delta table " + path
                                + " ends with version 2, and the query has read it up to version 4 already. If an older copy"
                                + " of the table was put in its place, start the query with a new checkpoint; if not, put the"
                                + " missing files of its log back.");
            }
        }
    }

    @Test
    void aTableThatIsMadeAnewUnderARunningStreamIsNoticed() throws IOException {
        SourceOffset start = at(5);
        try (StreamSource source = stream(Map.of())) {
            assertThat(source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .contains(start);
            try (Stream<Path> files = Files.walk(table)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            write(4);
            // Nobody knows yet whether more is to come.
            assertThat(source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .contains(start);
            append(4);
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessage("[DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE] Version 4 of Delta table " + path
                            + " is another one than the query has read: the table was made anew meanwhile. The table was"
                            + " deleted and made anew, or the path changed: start the query with a new checkpoint.");
        }
        try (StreamSource restarted = stream(Map.of())) {
            assertThatThrownBy(() -> restarted.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE] The checkpoint belongs to"
                            + " another Delta table than the one at " + path + " now.");
        }
    }

    @Test
    void aVersionThatMakesAnotherTableOfItIsRefused() throws IOException {
        SourceOffset start = at(5);
        String metadata = Tables.line(table, 0, "metaData");
        String id = metadata.replaceAll(".*?\"id\":\"([^\"]*)\".*", "$1");
        try (StreamSource source = stream(Map.of())) {
            Tables.commit(table, 5, Tables.info("CREATE OR REPLACE TABLE"), metadata.replace(id, "another-id"));
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith(
                            "[DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE] Version 5 (CREATE OR REPLACE"
                                    + " TABLE) of Delta table " + path + " makes another table of it. expected=" + id
                                    + " found=another-id.");
        }
    }

    @Test
    void whatChangedRowsIsCalledByItsName() throws IOException {
        SourceOffset start = at(5);
        Tables.commit(
                table,
                5,
                Tables.info("RESTORE"),
                Tables.remove(Tables.added(table, 4).get(0)),
                Tables.line(table, 1, "add"));

        try (StreamSource source = stream(Map.of())) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessageStartingWith("[DELTA_SOURCE_TABLE_IGNORE_CHANGES] Version 5 (RESTORE) of Delta table "
                            + path + " changes rows");
        }
    }

    @Test
    void filesThatAreOnlyMergedArePassedOver() throws IOException {
        SourceOffset start = at(2);
        try (StreamSink sink = Tables.open(
                Tables.request(
                        path, PAIRS, OutputMode.APPEND, Map.of("autoCompact", "true", "autoCompactMinFiles", "5")),
                outside)) {
            Tables.writeOne(sink, 4, DeltaSinkTest.pairs(40, 50));
        }
        assertThat(Files.readString(Tables.commitFile(table, 6)))
                .contains("\"operation\":\"OPTIMIZE\"")
                .doesNotContain("\"dataChange\":true");
        append(5);

        try (StreamSource source = stream(Map.of())) {
            assertThat(rows(source, start)).isEqualTo(50);
        }
        assertThat(Tables.readAll(path, PAIRS, outside))
                .extracting(row -> row.getLong(0))
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void columnsThatChangedBehindThePositionAreRefusedIfNothingCanReadBoth() throws IOException {
        SourceOffset start = at(2);
        String metadata = Tables.line(table, 0, "metaData");
        Tables.commit(
                table,
                5,
                metadata.replace(
                        "\\\"name\\\":\\\"name\\\",\\\"type\\\":\\\"string\\\"",
                        "\\\"name\\\":\\\"name\\\",\\\"type\\\":\\\"date\\\""));
        try (StreamSource source = stream(Map.of())) {
            assertThatThrownBy(() -> source.latestOffset(Optional.of(start), ReadLimit.BY_OPTIONS))
                    .hasMessage("[DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE] The query is at version 2 of Delta table "
                            + path + ", whose columns were changed since in a way that leaves no way to read both. The"
                            + " version has (id BIGINT,name STRING), the table has now (id BIGINT,name DATE). Start the query"
                            + " with a new checkpoint; with option startingVersion it reads from a version on that has the"
                            + " columns of now.");
        }
    }

    /** As a writer does once a checkpoint stands in for old commits. */
    private void cleanUpLogBefore(long version) throws IOException {
        try (DeltaTable made = new DeltaTable(path, outside.storage(path), DeltaTable.Side.SOURCE)) {
            made.latest().orElseThrow().writeCheckpoint(made.engine());
        }
        for (long old = 0; old < version; old++) {
            Files.delete(Tables.commitFile(table, old));
        }
    }

    private StreamSource stream(Map<String, String> options) {
        return Tables.stream(path, options, outside);
    }

    private void append(long batch) throws IOException {
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)) {
            Tables.writeOne(sink, batch, DeltaSinkTest.pairs(batch * 10, batch * 10 + 10));
        }
    }

    /** The position from which a version is read next. */
    private SourceOffset at(long version) {
        try (StreamSource source = stream(Map.of())) {
            SourceOffset some =
                    source.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS).orElseThrow();
            String id = some.json().path("reservoirId").textValue();
            return new DeltaOffset(id, version, DeltaOffset.BASE_INDEX, false).format();
        }
    }

    private static int rows(StreamSource source, SourceOffset start) throws IOException {
        return Tables.batches(source, Optional.of(start)).stream()
                .mapToInt(batch -> batch.rows().size())
                .sum();
    }

    private List<Gap> gaps() throws IOException {
        return Tables.gaps(path, outside);
    }

    /** As the log has it: when it was noticed is of no matter. */
    private Gap gap(GapRange range, String why, long batch) throws IOException {
        return new Gap("0", path, range, gaps().get(0).when(), why, OptionalLong.of(batch));
    }
}
