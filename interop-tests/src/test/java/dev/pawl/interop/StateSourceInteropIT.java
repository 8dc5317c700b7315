package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's own readers of state answer, which is what Pawl's commands answer too. */
@ExtendWith(SparkExtension.class)
class StateSourceInteropIT {
    private final SparkHarness spark;

    @TempDir
    private Path directory;

    StateSourceInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    @Test
    void aDefaultStoreHasKeyValueAndPartitionAndAChangeItsBatchAndType() {
        SparkState state = run(QueryShape.TUMBLING_WINDOW, StateLayout.HDFS, 4);
        String columns = "key STRUCT<window: STRUCT<start: TIMESTAMP, end: TIMESTAMP> NOT NULL, k: STRING>,"
                + "value STRUCT<count: BIGINT NOT NULL, sum: BIGINT>,partition_id INT";

        assertThat(state.columns(Map.of())).isEqualTo(columns);
        assertThat(state.columns(StateQuestions.changesFrom(Map.of(), 0)))
                .isEqualTo("batch_id BIGINT,change_type STRING," + columns);
        assertThat(state.rows(StateQuestions.changesFrom(Map.of(), 3)))
                .contains("{\"batch_id\":4,\"change_type\":\"delete\",\"key\":{\"window\":"
                        + "{\"start\":\"2024-01-01T00:00:10.000Z\",\"end\":\"2024-01-01T00:00:20.000Z\"}},"
                        + "\"partition_id\":0}");
        assertThat(state.rows(Map.of()))
                .isEqualTo(state.rows(StateQuestions.atBatch(Map.of(), 4)))
                .isNotEqualTo(state.rows(StateQuestions.atBatch(Map.of(), 3)));
    }

    @Test
    void aSideOfAJoinHidesIndexAndMatchAndHasNoChanges() {
        SparkState state = run(QueryShape.JOIN_V3, StateLayout.ROCKSDB_CHANGELOG, 2);

        assertThat(state.columns(Map.of("joinSide", "left")))
                .isEqualTo("key STRUCT<field0: STRING>,value STRUCT<k: STRING, v: INT, ts: TIMESTAMP NOT NULL>,"
                        + "partition_id INT");
        assertThat(state.columns(Map.of("storeName", "left-keyWithIndexToValue")))
                .isEqualTo("key STRUCT<field0: STRING, index: BIGINT>,"
                        + "value STRUCT<k: STRING, v: INT, ts: TIMESTAMP NOT NULL, matched: BOOLEAN>,partition_id INT");
        assertThatThrownBy(() -> state.rows(StateQuestions.changesFrom(Map.of("joinSide", "left"), 0)))
                .hasMessageContaining("[STDS_CONFLICT_OPTIONS]");
    }

    @Test
    void eachKindOfVariableHasItsColumns() {
        SparkState state =
                run(QueryShape.TRANSFORM_WITH_STATE_EVENT_TIME, StateLayout.ROCKSDB_CHANGELOG, Steps.count());

        assertThat(state.columns(Map.of("stateVarName", "total")))
                .isEqualTo("key STRUCT<value: STRING>,value STRUCT<value: BIGINT>,partition_id INT");
        assertThat(state.columns(Map.of("stateVarName", "history")))
                .isEqualTo("key STRUCT<value: STRING>,list_element STRUCT<value: INT>,partition_id INT");
        assertThat(state.columns(Map.of("stateVarName", "byParity")))
                .isEqualTo("key STRUCT<value: STRING>,user_map_key STRUCT<value: STRING>,"
                        + "user_map_value STRUCT<value: BIGINT>,partition_id INT");
        assertThat(state.columns(Map.of("readRegisteredTimers", "true")))
                .isEqualTo("key STRUCT<value: STRING>,expiration_timestamp_ms BIGINT,partition_id INT");
        assertThat(state.rows(StateQuestions.changesFrom(Map.of("stateVarName", "total"), 4)))
                .contains("{\"batch_id\":4,\"change_type\":\"delete\",\"key\":{\"value\":\"b\"},\"partition_id\":1}");
        assertThat(state.rows(StateQuestions.changesFrom(Map.of("stateVarName", "history"), 4)))
                .contains("{\"batch_id\":4,\"change_type\":\"delete\",\"key\":{\"value\":\"b\"},\"partition_id\":1}")
                .contains("{\"batch_id\":4,\"change_type\":\"append\",\"key\":{\"value\":\"c\"},"
                        + "\"list_element\":{\"value\":8},\"partition_id\":0}");
        assertThat(state.rows(StateQuestions.changesFrom(Map.of("stateVarName", "byParity"), 4)))
                .contains("{\"batch_id\":4,\"change_type\":\"delete\",\"key\":{\"value\":\"b\"},"
                        + "\"user_map_key\":{\"value\":\"odd\"},\"partition_id\":1}");
    }

    @Test
    void aValueThatExpiresIsAStructWithItsExpiry() {
        SparkState state = run(QueryShape.TRANSFORM_WITH_STATE_PROCESSING_TIME, StateLayout.ROCKSDB_SNAPSHOT, 1);

        assertThat(state.columns(Map.of("stateVarName", "total")))
                .contains("value STRUCT<value: STRUCT<value: BIGINT>, ttlExpirationMs: BIGINT>");
        assertThat(state.columns(Map.of("stateVarName", "history")))
                .contains("list_element STRUCT<value: STRUCT<value: INT>, ttlExpirationMs: BIGINT>");
        assertThat(state.columns(Map.of("stateVarName", "byParity")))
                .contains("user_map_value STRUCT<value: STRUCT<value: BIGINT>, ttlExpirationMs: BIGINT>");
        assertThatThrownBy(() -> state.rows(Map.of())).hasMessageContaining("[STDS_REQUIRED_OPTION_UNSPECIFIED]");
    }

    @Test
    void questionsThatHaveNoAnswerFailWithSparksOwnCondition() {
        SparkState state = run(QueryShape.DEDUPLICATION, StateLayout.HDFS, 1);

        assertThatThrownBy(() -> state.rows(Map.of("batchId", "99")))
                .hasMessageContaining("[STDS_COMMITTED_BATCH_UNAVAILABLE]");
        assertThatThrownBy(() -> state.rows(Map.of("operatorId", "7")))
                .hasMessageContaining("[STDS_FAILED_TO_READ_STATE_SCHEMA]");
        assertThatThrownBy(() -> state.rows(Map.of("joinSide", "left")))
                .hasMessageContaining("[STDS_FAILED_TO_READ_STATE_SCHEMA]");
    }

    @Test
    void metadataNamesOperatorsAndTheCommittedBatchesThatAreKept() {
        SparkState state = run(QueryShape.DEDUPLICATION_THEN_AGGREGATION, StateLayout.HDFS, 2);

        assertThat(state.operators())
                .isEqualTo(List.of(
                        "{\"operatorId\":0,\"operatorName\":\"stateStoreSave\",\"stateStoreName\":\"default\","
                                + "\"numPartitions\":2,\"minBatchId\":0,\"maxBatchId\":2}",
                        "{\"operatorId\":1,\"operatorName\":\"dedupe\",\"stateStoreName\":\"default\","
                                + "\"numPartitions\":2,\"minBatchId\":0,\"maxBatchId\":2}"));
    }

    private SparkState run(QueryShape shape, StateLayout layout, int steps) {
        QueryRun run = QueryRun.fresh(spark, shape, layout, directory);
        run.runSteps(0, steps);
        return run.state();
    }
}
