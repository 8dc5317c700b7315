package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Whatever step a crash comes before: once restarted, every row is in the table, and once. */
class DeltaCrashTest {
    private static final long SEED = 1;
    private static final int BATCHES = 3;
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    @Test
    void appendedRowsAreThereOnce() {
        int crashes = CrashMatrix.run(
                SEED,
                CrashMatrix.Effort.SAMPLED,
                (storage, promises) -> write(storage, promises, OutputMode.APPEND, Map.of()),
                (storage, promises) -> write(storage, promises, OutputMode.APPEND, Map.of()),
                (storage, promises) -> check(storage, promises, 2 * BATCHES));

        assertThat(crashes).isGreaterThan(250);
    }

    @Test
    void replacedRowsAreThoseOfTheLastBatch() {
        int crashes = CrashMatrix.run(
                SEED,
                CrashMatrix.Effort.SAMPLED,
                (storage, promises) -> write(storage, promises, OutputMode.COMPLETE, Map.of()),
                (storage, promises) -> write(storage, promises, OutputMode.COMPLETE, Map.of()),
                (storage, promises) -> check(storage, promises, 2));

        assertThat(crashes).isGreaterThan(250);
    }

    /** Every batch is followed by a merge of all files there are. */
    @Test
    void rowsOfFilesThatAreMergedAreThereOnce() {
        Map<String, String> merging = Map.of("autoCompact", "true", "autoCompactMinFiles", "2");
        int crashes = CrashMatrix.run(
                SEED,
                CrashMatrix.Effort.IN_TURN,
                (storage, promises) -> write(storage, promises, OutputMode.APPEND, merging),
                (storage, promises) -> write(storage, promises, OutputMode.APPEND, merging),
                (storage, promises) -> check(storage, promises, 2 * BATCHES));

        assertThat(crashes).isGreaterThan(100);
    }

    /** Each batch replaces a row of the one before, and adds one; files are merged on the way. */
    @Test
    @EnabledIfSystemProperty(named = "crash.full", matches = "true") // A whole query that does so is always crashed.
    void rowsThatAreReplacedByKeyAreThereOnceAndNew() {
        int crashes = CrashMatrix.run(
                SEED,
                CrashMatrix.Effort.IN_TURN,
                DeltaCrashTest::update,
                DeltaCrashTest::update,
                DeltaCrashTest::checkUpdated);

        assertThat(crashes).isGreaterThan(100);
    }

    private static void update(Storage storage, Set<String> promises) throws IOException {
        Map<String, String> options = Map.of("mergeKeys", "id", "autoCompact", "true", "autoCompactMinFiles", "3");
        try (StreamSink sink =
                Tables.open(Tables.request("t", PAIRS, OutputMode.UPDATE, options), new OneStorage(storage))) {
            for (long batch = 0; batch < BATCHES; batch++) {
                if (promises.contains("batch " + batch)) {
                    assertThat(sink.isCommitted(batch)).as("batch " + batch).isTrue();
                }
                if (!sink.isCommitted(batch)) {
                    Tables.writeOne(
                            sink,
                            batch,
                            List.of(
                                    DeltaUpdateTest.pair(batch, "of " + batch),
                                    DeltaUpdateTest.pair(batch + 1, "of " + batch)));
                }
                promises.add("batch " + batch);
            }
        }
    }

    private static void checkUpdated(Storage storage, Set<String> promises) throws IOException {
        assertThat(promises).hasSize(BATCHES);
        assertThat(Rows.texts(Tables.readAll("t", PAIRS, new OneStorage(storage)), PAIRS))
                .containsExactly("[0, of 0]", "[1, of 1]", "[2, of 2]", "[3, of 2]");
    }

    /** What a query does, at its start and after a crash: it goes through all batches and asks the sink which are done. */
    private static void write(Storage storage, Set<String> promises, OutputMode mode, Map<String, String> options)
            throws IOException {
        try (StreamSink sink = Tables.open(Tables.request("t", PAIRS, mode, options), new OneStorage(storage))) {
            for (long batch = 0; batch < BATCHES; batch++) {
                if (promises.contains("batch " + batch)) {
                    assertThat(sink.isCommitted(batch)).as("batch " + batch).isTrue();
                }
                if (!sink.isCommitted(batch)) {
                    Tables.writeOne(sink, batch, DeltaSinkTest.pairs(2 * batch, 2 * batch + 2));
                }
                promises.add("batch " + batch);
            }
        }
    }

    private static void check(Storage storage, Set<String> promises, int rowsExpected) throws IOException {
        assertThat(promises).hasSize(BATCHES);
        List<InternalRow> rows = Tables.readAll("t", PAIRS, new OneStorage(storage));
        TreeSet<Long> ids = rows.stream().map(row -> row.getLong(0)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).hasSize(rowsExpected);
        assertThat(ids).hasSize(rowsExpected).last().isEqualTo(2L * BATCHES - 1);
    }
}
