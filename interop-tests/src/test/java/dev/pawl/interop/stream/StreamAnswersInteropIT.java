package dev.pawl.interop.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every batch of a query that remembers gives the rows it gives on Spark. */
@ExtendWith(SparkExtension.class)
class StreamAnswersInteropIT {
    private static final int BATCHES = SparkHarness.IS_FULL ? 12 : 7;
    private static final int INPUTS = SparkHarness.IS_FULL ? 20 : 1;
    private static final long SEED = 20_261_130;
    private static final Map<String, String> JOIN_FAMILIES = Map.of(
            "spark.sql.streaming.join.stateFormatVersion",
            "3",
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
            "true");
    private static final String TIMED = " FROM STREAM a WATERMARK at DELAY OF INTERVAL 10 SECONDS ";

    @TempDir
    private Path directory;

    static Stream<StreamCase> tried() {
        return SparkHarness.IS_FULL ? Stream.concat(cases(), furtherCases()) : cases();
    }

    private static Stream<StreamCase> cases() {
        return Stream.of(
                StreamCase.of(
                        "update",
                        "SELECT k, count(*), sum(v), avg(v), min(d), max(k), sum(x) FROM STREAM a GROUP BY k"),
                StreamCase.of("update", "SELECT count(*), sum(v), approx_count_distinct(k), stddev(x) FROM STREAM a"),
                StreamCase.of(
                        "append",
                        "SELECT window.start, window.end, k, count(*), sum(v)" + TIMED
                                + "GROUP BY window(at, '10 seconds'), k"),
                StreamCase.of(
                        "update",
                        "SELECT window, k, count(*), sort_array(collect_set(v)), percentile_approx(v, 0.5)" + TIMED
                                + "GROUP BY window(at, '20 seconds', '10 seconds'), k"),
                StreamCase.of(
                        "append",
                        "SELECT window(window, '30 seconds').start AS s, sum(n) FROM (SELECT window(at, '10 seconds')"
                                + " AS window, k, count(*) AS n"
                                + TIMED
                                + "GROUP BY window(at, '10 seconds'), k) GROUP BY window(window, '30 seconds')"),
                StreamCase.of("append", "SELECT DISTINCT k, at" + TIMED),
                StreamCase.of("append", "SELECT *" + TIMED).dropDuplicates("k", "at"),
                StreamCase.of("update", "SELECT k, v, d FROM STREAM a").dropDuplicates("k"),
                StreamCase.of("append", "SELECT *" + TIMED).dropDuplicatesWithinWatermark("k"),
                StreamCase.of("append", "SELECT * FROM STREAM a LIMIT 17"),
                StreamCase.of(
                        "complete", "SELECT k, count(*) AS n FROM STREAM a GROUP BY k ORDER BY n DESC, k LIMIT 2"),
                StreamCase.of("complete", "SELECT k, count(*) FROM (SELECT * FROM STREAM a LIMIT 9) GROUP BY k"),
                StreamCase.of(
                        "append",
                        "SELECT session_window, k, count(*), sum(v), max(k)" + TIMED
                                + "GROUP BY session_window(at, '5 seconds'), k"),
                StreamCase.of(
                        "append", "SELECT a.k, a.v, b.v AS w FROM STREAM a JOIN STREAM b ON a.k = b.k AND a.v = b.v"),
                join("JOIN"),
                join("LEFT JOIN"),
                join("FULL JOIN"),
                // Few keys with many rows each, of which some go in every batch.
                StreamCase.of(
                        "append",
                        join("FULL JOIN")
                                .select()
                                .replace("l.k = r.k", "isnull(l.v) = isnull(r.v)")
                                .replace("10 SECONDS AND", "40 SECONDS AND")),
                join("FULL JOIN").with(JOIN_FAMILIES),
                StreamCase.of(
                        "append",
                        "SELECT l.k, l.at, r.v FROM (SELECT *" + TIMED
                                + ") l LEFT JOIN (SELECT * FROM STREAM b WATERMARK at DELAY OF INTERVAL 5 SECONDS) r"
                                + " ON l.k = r.k AND l.at = r.at"),
                StreamCase.of(
                        "append",
                        "SELECT window(at, '20 seconds') AS w, count(*), sum(rv) FROM ("
                                + join("JOIN").select() + ") GROUP BY window(at, '20 seconds')"),
                // Few keys with many rows each: of several partners a row marks the first.
                StreamCase.of(
                        "append",
                        "SELECT l.k, l.v, l.at FROM (SELECT *" + TIMED
                                + ") l LEFT SEMI JOIN (SELECT * FROM STREAM b WATERMARK at DELAY OF INTERVAL 5"
                                + " SECONDS) r ON isnull(l.v) = isnull(r.v) AND r.at BETWEEN l.at AND l.at + INTERVAL 40 SECONDS"));
    }

    private static Stream<StreamCase> furtherCases() {
        return Stream.of(
                StreamCase.of("complete", "SELECT k, count(v) AS n, first(v), sum(d), avg(d) FROM STREAM a GROUP BY k"),
                StreamCase.of("complete", "SELECT count(*), sum(v) FILTER (WHERE v > 5) FROM STREAM a"),
                StreamCase.of(
                        "complete",
                        "SELECT window.end AS t, collect_list(v), max(x), last(d)" + TIMED
                                + "GROUP BY window(at, '10 seconds')"),
                StreamCase.of("append", "SELECT at, count(*)" + TIMED + "GROUP BY at HAVING count(*) > 1"),
                StreamCase.of(
                        "append",
                        "SELECT w, window_time(w) AS t, n * 2 FROM (SELECT window(at, '10 seconds') AS w, count(*) AS n"
                                + TIMED + "GROUP BY window(at, '10 seconds'))"),
                StreamCase.of("update", "SELECT DISTINCT k, v FROM STREAM a"),
                StreamCase.of("append", "SELECT *" + TIMED).dropDuplicates("k", "v"),
                StreamCase.of("update", "SELECT *" + TIMED).dropDuplicatesWithinWatermark("k", "v"),
                StreamCase.of(
                        "complete",
                        "SELECT k, session_window.end, size(collect_list(v)), sum(d)" + TIMED
                                + "GROUP BY k, session_window(at, '7 seconds')"),
                join("RIGHT JOIN"),
                StreamCase.of("append", join("FULL JOIN").select().replace(" AND l.v > -5", "")),
                StreamCase.of("append", join("LEFT JOIN").select().replace(" AND l.v > -5", "")));
    }

    private static StreamCase join(String join) {
        return StreamCase.of(
                "append",
                "SELECT l.k, l.v, l.at, r.v AS rv, r.at AS rat FROM (SELECT *" + TIMED + ") l " + join
                        + " (SELECT * FROM STREAM b WATERMARK at DELAY OF INTERVAL 5 SECONDS) r"
                        + " ON l.k = r.k AND r.at BETWEEN l.at AND l.at + INTERVAL 10 SECONDS AND l.v > -5");
    }

    @ParameterizedTest
    @MethodSource("tried")
    void everyBatchGivesTheRowsOfSpark(StreamCase query, SparkHarness spark) throws Exception {
        for (int input = 0; input < INPUTS; input++) {
            Path place = directory.resolve("input" + input);
            for (String source : List.of("a", "b")) {
                Events.write(place.resolve(source), BATCHES, SEED + 31L * input + (source + query).hashCode());
            }
            compare(query, place, spark);
        }
    }

    private static void compare(StreamCase query, Path place, SparkHarness spark) throws Exception {
        BatchOutput expected = query.onSpark(spark, place, place.resolve("spark"));
        BatchOutput found = query.onPawl(place, place.resolve("pawl"));

        assertThat(expected.batches()).isNotEmpty();
        for (long batchId : expected.batches().keySet()) {
            assertThat(found.batches().getOrDefault(batchId, List.of()))
                    .as("%s, batch %d", place.getFileName(), batchId)
                    .containsExactlyElementsOf(expected.batches().get(batchId));
        }
        assertThat(found.batches().keySet()).isEqualTo(expected.batches().keySet());
        assertThat(StateText.findings(place.resolve("pawl"))).isEmpty();
        Map<String, List<String>> expectedState = StateText.of(place.resolve("spark"));
        Map<String, List<String>> foundState = StateText.of(place.resolve("pawl"));
        assertThat(foundState.keySet()).isEqualTo(expectedState.keySet());
        expectedState.forEach((version, rows) ->
                assertThat(foundState.get(version)).as(version).isEqualTo(rows));
    }
}
