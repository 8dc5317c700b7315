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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A query whose state Pawl writes in one form of a layout. */
record WriterCase(QueryShape shape, StateLayout layout, StateForm form) {
    private static final int STEPS_BEFORE = 3;
    /** How many parts of a query's state are also asked for what was before the last batch. */
    private static final int HISTORIES = SparkHarness.IS_FULL ? Integer.MAX_VALUE : 2;

    /** Those of {@link #all} in some layouts. */
    static List<WriterCase> in(Predicate<StateLayout> layouts) {
        return all().stream().filter(tried -> layouts.test(tried.layout())).toList();
    }

    static List<WriterCase> all() {
        return SparkHarness.IS_FULL ? matrix() : selection();
    }

    /** Each shape with each form of each layout. */
    private static List<WriterCase> matrix() {
        List<WriterCase> cases = new ArrayList<>();
        for (QueryShape shape : QueryShape.values()) {
            for (StateLayout layout : StateLayout.values()) {
                if (layout.isRocksDb() || !shape.needsRocksDb()) {
                    layout.forms().forEach(form -> cases.add(new WriterCase(shape, layout, form)));
                }
            }
        }
        return cases;
    }

    /** Shapes whose stores are those of others. */
    static final Set<QueryShape> AS_OTHERS = Set.of(
            QueryShape.AGGREGATION_V1,
            QueryShape.GLOBAL_AGGREGATION,
            QueryShape.TUMBLING_WINDOW,
            QueryShape.DEDUPLICATION,
            QueryShape.DEDUPLICATION_EVENT_TIME,
            QueryShape.LEFT_OUTER_JOIN_V3);

    /** Every shape with stores of its own, and every layout in every form it has, but not each with each. */
    private static List<WriterCase> selection() {
        return List.of(
                new WriterCase(QueryShape.STATELESS, HDFS, SNAPSHOTS),
                new WriterCase(QueryShape.AGGREGATION, HDFS, CHANGES),
                new WriterCase(QueryShape.AGGREGATION, ROCKSDB_FORMAT_2, SNAPSHOTS),
                new WriterCase(QueryShape.SLIDING_WINDOW, ROCKSDB_SNAPSHOT, SNAPSHOTS),
                new WriterCase(QueryShape.SESSION_WINDOW, ROCKSDB_CHANGELOG, SNAPSHOTS),
                new WriterCase(QueryShape.DEDUPLICATION_THEN_AGGREGATION, HDFS, CHANGES),
                new WriterCase(QueryShape.DEDUPLICATION_WITHIN_WATERMARK, ROCKSDB_FORMAT_2, CHANGES),
                new WriterCase(QueryShape.JOIN, ROCKSDB_FORMAT_2, SNAPSHOTS),
                new WriterCase(QueryShape.JOIN_V3, ROCKSDB_CHANGELOG, CHANGES),
                new WriterCase(QueryShape.LEFT_OUTER_JOIN, HDFS, SNAPSHOTS),
                new WriterCase(QueryShape.GLOBAL_LIMIT, HDFS, CHANGES),
                new WriterCase(QueryShape.FLAT_MAP_GROUPS, ROCKSDB_CHANGELOG, CHANGES),
                new WriterCase(QueryShape.TRANSFORM_WITH_STATE_EVENT_TIME, ROCKSDB_FORMAT_2, CHANGES),
                new WriterCase(QueryShape.TRANSFORM_WITH_STATE_PROCESSING_TIME, ROCKSDB_CHANGELOG, SNAPSHOTS));
    }

    /** Spark reads what Pawl wrote with its own state sources, and goes on from it. */
    void checkSparkReadsAndResumes(SparkHarness spark, Path directory) throws IOException {
        QueryRun original = QueryRun.fresh(spark, shape, layout, directory);
        original.runSteps(0, STEPS_BEFORE);
        Map<Map<String, String>, List<String>> answers = answers(original.state());
        List<String> operators = original.state().operators();
        Path copy = directory.resolve("rewritten");

        RewrittenCheckpoint.write(original.checkpoint(), copy, form);
        Files.move(original.checkpoint(), directory.resolve("out-of-reach"));

        QueryRun continued = original.continuedFrom(copy);
        assertThat(continued.state().operators()).isEqualTo(operators).isEqualTo(OperatorRows.of(copy));
        assertThat(answers(continued.state())).isEqualTo(answers);
        continued.runSteps(STEPS_BEFORE, Steps.count());
        assertThat(continued.output()).isEqualTo(ExpectedOutput.of(shape));
    }

    /**
     * All state after the last batch, and of some of it what tells of those before: the changes of all batches but one where
     * changes are written, else the state after the first. The sides of a join only show its stores in another way.
     */
    private Map<Map<String, String>, List<String>> answers(SparkState state) {
        Map<Map<String, String>, List<String>> answers = new LinkedHashMap<>();
        int histories = 0;
        for (Map<String, String> question : StateQuestions.of(shape)) {
            if (StateQuestions.isSideOfJoin(question) && !SparkHarness.IS_FULL) {
                continue;
            }
            answers.put(question, state.rows(question));
            if (histories++ >= HISTORIES) {
                continue;
            }
            boolean hasChanges = form == CHANGES && StateQuestions.hasChanges(question);
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
