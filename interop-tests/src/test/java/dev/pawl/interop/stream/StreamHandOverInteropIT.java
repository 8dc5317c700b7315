package dev.pawl.interop.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A query that remembers goes from Spark to Pawl and back, several times; each second time its last batch was not committed. It gives
 * what it gives on Spark alone.
 */
@ExtendWith(SparkExtension.class)
class StreamHandOverInteropIT {
    private static final int LEGS = SparkHarness.IS_FULL ? 4 : 3;
    private static final int FILES_PER_LEG = SparkHarness.IS_FULL ? 3 : 2;
    private static final long SEED = 4_711;
    private static final Map<String, String> ROCKSDB = Map.of(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
            "true");
    private static final Map<String, String> HDFS = Map.of(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider");

    private static final String JOIN_FORMAT = "spark.sql.streaming.join.stateFormatVersion";

    @TempDir
    private Path directory;

    /** @param beginsOnSpark else on Pawl */
    record Relay(StreamCase query, boolean beginsOnSpark) {
        /** Spark goes on with the oldest format of joins, but it does not begin with it any more. */
        StreamCase alone() {
            return isUnmarked() ? query.with(Map.of(JOIN_FORMAT, "2")) : query;
        }

        private boolean isUnmarked() {
            return "1".equals(query.confs().get(JOIN_FORMAT));
        }

        /** Which the oldest format of joins does not have. */
        Map<String, List<String>> withoutMarks(Map<String, List<String>> state) {
            if (isUnmarked()) {
                state.replaceAll((name, rows) -> rows.stream()
                        .map(row -> row.replaceAll(",\"matched\":(true|false)", ""))
                        .toList());
            }
            return state;
        }
    }

    static Stream<Relay> relays() {
        String timed = " FROM STREAM a WATERMARK at DELAY OF INTERVAL 10 SECONDS ";
        String both = "SELECT l.k, l.v, l.at, r.v AS rv FROM (SELECT *" + timed + ") l %s"
                + " (SELECT * FROM STREAM b WATERMARK at DELAY OF INTERVAL 5 SECONDS) r"
                + " ON l.k = r.k AND r.at BETWEEN l.at AND l.at + INTERVAL 10 SECONDS";
        Stream<Relay> relays = Stream.of(
                relay("update", "SELECT k, count(*), sum(v), avg(d), max(at) FROM STREAM a GROUP BY k", HDFS, true),
                relay(
                        "append",
                        "SELECT window, k, count(*), collect_list(v)" + timed
                                + "GROUP BY window(at, '20 seconds', '10 seconds'), k",
                        ROCKSDB,
                        true),
                relay(
                        "update",
                        "SELECT k, count(*), sum(v), avg(d), collect_list(v) FROM STREAM a GROUP BY k",
                        firstAggregationFormat(HDFS),
                        true),
                relay(
                        "append",
                        "SELECT window, k, count(*), max(v)" + timed
                                + "GROUP BY window(at, '20 seconds', '10 seconds'), k",
                        firstAggregationFormat(ROCKSDB),
                        false),
                relay(
                        "append",
                        "SELECT session_window, k, sum(v)" + timed + "GROUP BY session_window(at, '5 seconds'), k",
                        ROCKSDB,
                        false),
                relay("append", both.formatted("JOIN"), HDFS, false),
                relay("append", both.formatted("FULL JOIN"), ROCKSDB, false),
                relay("append", both.formatted("FULL JOIN"), joinFormat(3), false),
                relay("append", both.formatted("JOIN"), joinFormat(1), false),
                new Relay(StreamCase.of("append", "SELECT *" + timed, HDFS).dropDuplicates("k", "at"), true),
                relay(
                        "append",
                        "SELECT window(window, '30 seconds').start AS s, sum(n) FROM (SELECT window(at, '10 seconds')"
                                + " AS window, k, count(*) AS n"
                                + timed + "GROUP BY window(at, '10 seconds'), k) GROUP BY window(window, '30 seconds')",
                        HDFS,
                        true));
        Stream<Relay> further = Stream.of(
                relay("complete", "SELECT count(*), sum(x) FROM STREAM a", ROCKSDB, false),
                relay(
                        "append",
                        "SELECT session_window, k, sum(v)" + timed + "GROUP BY k, session_window(at, '5 seconds')",
                        HDFS,
                        true),
                relay("append", both.formatted("LEFT JOIN"), ROCKSDB, true),
                relay("append", both.formatted("LEFT JOIN"), joinFormat(3), true),
                relay("append", "SELECT * FROM STREAM a LIMIT 17", ROCKSDB, false),
                new Relay(
                        StreamCase.of("append", "SELECT *" + timed, ROCKSDB).dropDuplicatesWithinWatermark("k"), true),
                new Relay(
                        StreamCase.of("update", "SELECT * FROM STREAM a", ROCKSDB)
                                .dropDuplicates("k"),
                        false));
        return SparkHarness.IS_FULL ? Stream.concat(relays, further) : relays;
    }

    /** Values hold the key once more. */
    private static Map<String, String> firstAggregationFormat(Map<String, String> provider) {
        Map<String, String> confs = new HashMap<>(provider);
        confs.put("spark.sql.streaming.aggregation.stateFormatVersion", "1");
        return confs;
    }

    private static Map<String, String> joinFormat(int version) {
        Map<String, String> confs = new HashMap<>(ROCKSDB);
        confs.put(JOIN_FORMAT, Integer.toString(version));
        return confs;
    }

    private static Relay relay(String mode, String select, Map<String, String> confs, boolean beginsOnSpark) {
        return new Relay(StreamCase.of(mode, select, confs), beginsOnSpark);
    }

    @ParameterizedTest
    @MethodSource("relays")
    void goesOnWhereTheOtherStopped(Relay relay, SparkHarness spark) throws Exception {
        Path alone = directory.resolve("alone");
        Path shared = directory.resolve("shared");
        Map<Long, List<String>> expected = new TreeMap<>();
        Map<Long, List<String>> found = new TreeMap<>();
        for (int leg = 0; leg < LEGS; leg++) {
            for (String source : List.of("a", "b")) {
                Events.write(directory.resolve(source), (leg + 1) * FILES_PER_LEG, SEED + source.hashCode());
            }
            boolean isUncommitted = leg % 2 == 1;
            boolean isOnSpark = relay.beginsOnSpark() == (leg % 2 == 0 || leg == LEGS - 1);
            if (isUncommitted) {
                uncommitLast(alone);
                uncommitLast(shared);
            }
            expected.putAll(relay.alone().onSpark(spark, directory, alone).all());
            found.putAll(
                    isOnSpark
                            ? relay.query().onSpark(spark, directory, shared).all()
                            : relay.query().onPawl(directory, shared).all());
        }

        assertThat(found).isEqualTo(expected);
        assertThat(StateText.findings(shared)).isEmpty();
        // Which versions are still there depends on when each engine makes snapshots; the newest is there in any case.
        assertThat(StateText.last(shared))
                .isEqualTo(relay.withoutMarks(StateText.last(alone)))
                .isNotEmpty();
    }

    /** With as many partitions as Spark makes unless it is told otherwise a batch takes seconds: only one is tried at all times. */
    static Stream<StreamCase> wide() {
        String windows = "SELECT window, k, count(*) AS n, sum(v) AS s FROM STREAM a WATERMARK at DELAY OF INTERVAL 10"
                + " SECONDS GROUP BY window(at, '4 seconds'), k";
        Stream<StreamCase> cases = Stream.of(StreamCase.of("update", windows, HDFS));
        Stream<StreamCase> further = Stream.of(ROCKSDB, HDFS)
                .map(provider -> StreamCase.of("append", windows, provider).dropDuplicates("window", "s"));
        return (SparkHarness.IS_FULL ? Stream.concat(cases, further) : cases)
                .map(query -> query.with(Map.of("spark.sql.streaming.noDataMicroBatches.enabled", "false")));
    }

    /** Output and state do not depend on how many partitions there are: Spark alone has two. */
    @ParameterizedTest
    @MethodSource("wide")
    void takesUpSparksTwoHundredPartitions(StreamCase query, SparkHarness spark) throws Exception {
        int files = query.mode().equals("update") ? 4 : 6;
        Path alone = directory.resolve("alone");
        Path shared = directory.resolve("shared");
        Map<Long, List<String>> found = new TreeMap<>();
        Events.write(directory.resolve("a"), 1, SEED);
        StreamCase wide = query.with(Map.of("spark.sql.shuffle.partitions", "200"));
        found.putAll(wide.onSpark(spark, directory, shared).all());
        Events.write(directory.resolve("a"), 3, SEED);
        found.putAll(query.onPawl(directory, shared).all());
        Map<String, List<String>> state = withoutPartitions(StateText.last(shared));
        Events.write(directory.resolve("a"), files, SEED);
        found.putAll(wide.onSpark(spark, directory, shared).all());

        assertThat(found)
                .isEqualTo(query.onSpark(spark, directory, alone).all())
                .hasSize(files);
        assertThat(found.values().stream().mapToInt(List::size).sum()).isPositive();
        assertThat(StateText.findings(shared)).isEmpty();
        assertThat(withoutPartitions(StateText.last(shared)))
                .isEqualTo(withoutPartitions(StateText.last(alone)))
                .isNotEqualTo(state);
    }

    private static Map<String, List<String>> withoutPartitions(Map<String, List<String>> state) {
        state.replaceAll((name, rows) -> rows.stream()
                .map(row -> row.substring(row.indexOf(' ')))
                .sorted()
                .toList());
        return state;
    }

    /** As after a crash between the sink and the commit. */
    private static void uncommitLast(Path checkpoint) throws IOException {
        Path commits = checkpoint.resolve("commits");
        try (Stream<Path> files = Files.list(commits)) {
            Path last = files.filter(file -> file.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString())))
                    .orElseThrow();
            Files.delete(last);
            Files.deleteIfExists(commits.resolve("." + last.getFileName() + ".crc"));
        }
    }
}
