package dev.pawl.interop;

import static dev.pawl.interop.StateForm.CHANGES;
import static dev.pawl.interop.StateForm.SNAPSHOTS;
import static dev.pawl.interop.StateLayout.HDFS;
import static dev.pawl.interop.StateLayout.ROCKSDB_CHANGELOG;
import static dev.pawl.interop.StateLayout.ROCKSDB_FORMAT_2;
import static dev.pawl.interop.StateLayout.ROCKSDB_SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Pawl's writers write, Spark reads with its own state sources, and goes on from. */
@ExtendWith(SparkExtension.class)
class WriterInteropIT {
    private static final int STEPS_BEFORE = 3;
    /** How many parts of a query's state are also asked for what was before the last batch. */
    private static final int HISTORIES = SparkHarness.IS_FULL ? Integer.MAX_VALUE : 2;

    private final SparkHarness spark;

    @TempDir
    private Path directory;

    WriterInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    record Case(QueryShape shape, StateLayout layout, StateForm form) {}

    static List<Case> cases() {
        return SparkHarness.IS_FULL ? matrix() : selection();
    }

    /** Each shape with each form of each layout. */
    private static List<Case> matrix() {
        List<Case> cases = new ArrayList<>();
        for (QueryShape shape : QueryShape.values()) {
            for (StateLayout layout : StateLayout.values()) {
                if (layout.isRocksDb() || !shape.needsRocksDb()) {
                    layout.forms().forEach(form -> cases.add(new Case(shape, layout, form)));
                }
            }
        }
        return cases;
    }

    /** Every shape, and every layout in every form it has, but not each with each. */
    private static List<Case> selection() {
        return List.of(
                new Case(QueryShape.STATELESS, HDFS, SNAPSHOTS),
                new Case(QueryShape.AGGREGATION, HDFS, CHANGES),
                new Case(QueryShape.AGGREGATION, ROCKSDB_FORMAT_2, SNAPSHOTS),
                new Case(QueryShape.AGGREGATION, ROCKSDB_FORMAT_2, CHANGES),
                new Case(QueryShape.AGGREGATION_V1, HDFS, SNAPSHOTS),
                new Case(QueryShape.GLOBAL_AGGREGATION, ROCKSDB_CHANGELOG, CHANGES),
                new Case(QueryShape.TUMBLING_WINDOW, HDFS, CHANGES),
                new Case(QueryShape.SLIDING_WINDOW, ROCKSDB_SNAPSHOT, SNAPSHOTS),
                new Case(QueryShape.SESSION_WINDOW, ROCKSDB_CHANGELOG, SNAPSHOTS),
                new Case(QueryShape.DEDUPLICATION, HDFS, SNAPSHOTS),
                new Case(QueryShape.DEDUPLICATION_EVENT_TIME, ROCKSDB_CHANGELOG, CHANGES),
                new Case(QueryShape.DEDUPLICATION_WITHIN_WATERMARK, ROCKSDB_FORMAT_2, CHANGES),
                new Case(QueryShape.JOIN, ROCKSDB_FORMAT_2, SNAPSHOTS),
                new Case(QueryShape.JOIN_V3, ROCKSDB_CHANGELOG, CHANGES),
                new Case(QueryShape.LEFT_OUTER_JOIN, HDFS, SNAPSHOTS),
                new Case(QueryShape.LEFT_OUTER_JOIN_V3, ROCKSDB_FORMAT_2, CHANGES),
                new Case(QueryShape.GLOBAL_LIMIT, HDFS, CHANGES),
                new Case(QueryShape.FLAT_MAP_GROUPS, ROCKSDB_CHANGELOG, CHANGES),
                new Case(QueryShape.TRANSFORM_WITH_STATE_EVENT_TIME, ROCKSDB_FORMAT_2, CHANGES),
                new Case(QueryShape.TRANSFORM_WITH_STATE_PROCESSING_TIME, ROCKSDB_CHANGELOG, SNAPSHOTS),
                new Case(QueryShape.DEDUPLICATION_THEN_AGGREGATION, HDFS, CHANGES));
    }

    @Test
    void everyShapeAndEveryFormOfEveryLayoutIsTried() {
        assertThat(cases().stream().map(Case::shape).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(QueryShape.class));
        for (StateLayout layout : StateLayout.values()) {
            assertThat(cases().stream()
                            .filter(tried -> tried.layout() == layout)
                            .map(Case::form)
                            .collect(Collectors.toSet()))
                    .as(layout.name())
                    .isEqualTo(layout.forms());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sparkReadsAndResumesWhatPawlWrote(Case tried) throws IOException {
        QueryRun original = QueryRun.fresh(spark, tried.shape(), tried.layout(), directory);
        original.runSteps(0, STEPS_BEFORE);
        Map<Map<String, String>, List<String>> answers = answers(tried, original.state());
        List<String> operators = original.state().operators();
        Path copy = directory.resolve("rewritten");

        RewrittenCheckpoint.write(original.checkpoint(), copy, tried.form());
        Files.move(original.checkpoint(), directory.resolve("out-of-reach"));

        QueryRun continued = original.continuedFrom(copy);
        assertThat(continued.state().operators()).isEqualTo(operators).isEqualTo(OperatorRows.of(copy));
        assertThat(answers(tried, continued.state())).isEqualTo(answers);
        continued.runSteps(STEPS_BEFORE, Steps.count());
        assertThat(continued.output()).isEqualTo(ExpectedOutput.of(tried.shape()));
    }

    /**
     * All state after the last batch, and of some of it what tells of those before: the changes of all batches but one where
     * changes are written, else the state after the first. The sides of a join only show its stores in another way.
     */
    private static Map<Map<String, String>, List<String>> answers(Case tried, SparkState state) {
        Map<Map<String, String>, List<String>> answers = new LinkedHashMap<>();
        int histories = 0;
        for (Map<String, String> question : StateQuestions.of(tried.shape())) {
            if (StateQuestions.isSideOfJoin(question) && !SparkHarness.IS_FULL) {
                continue;
            }
            answers.put(question, state.rows(question));
            if (histories++ >= HISTORIES) {
                continue;
            }
            boolean hasChanges = tried.form() == CHANGES && StateQuestions.hasChanges(question);
            if (hasChanges) {
                Map<String, String> changes = StateQuestions.changesFrom(question, 1);
                answers.put(changes, state.rows(changes));
            }
            if (SparkHarness.IS_FULL || !hasChanges) {
                Map<String, String> first = StateQuestions.atBatch(question, 0);
                answers.put(first, state.rows(first));
            }
        }
        return answers;
    }
}
