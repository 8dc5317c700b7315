package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The harness itself: what the other tests compare with is what Spark does, interrupted or not. */
@ExtendWith(SparkExtension.class)
class ResumeInteropIT {
    private final SparkHarness spark;

    @TempDir
    private Path directory;

    ResumeInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    /** Recording again takes every shape; checking the recording, one. */
    static Stream<QueryShape> recorded() {
        return ExpectedOutput.isUpdate() ? Arrays.stream(QueryShape.values()) : Stream.of(QueryShape.STATELESS);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theRecordedOutputIsThatOfARunWithoutInterruption(QueryShape shape) throws IOException {
        List<String> output = ExpectedOutput.compute(spark, shape, directory);

        assertThat(output).isNotEmpty().isEqualTo(ExpectedOutput.of(shape));
    }

    /** The other tests resume from every layout, too. */
    static Stream<StateLayout> layouts() {
        return SparkHarness.IS_FULL
                ? Arrays.stream(StateLayout.values())
                : Stream.of(StateLayout.HDFS, StateLayout.ROCKSDB_FORMAT_2);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aStoppedQueryGoesOnWithTheSameOutput(StateLayout layout) throws IOException {
        QueryRun run = QueryRun.fresh(spark, QueryShape.TUMBLING_WINDOW, layout, directory);

        run.runSteps(0, 3);
        assertThat(run.output())
                .hasSizeLessThan(ExpectedOutput.of(QueryShape.TUMBLING_WINDOW).size());
        run.runSteps(3, Steps.count());

        assertThat(run.output()).isEqualTo(ExpectedOutput.of(QueryShape.TUMBLING_WINDOW));
    }

    @Test
    void everyShapeHasRecordedOutputThatDependsOnMoreThanOneStep() throws IOException {
        for (QueryShape shape : QueryShape.values()) {
            assertThat(ExpectedOutput.of(shape)).as(shape.name()).hasSizeGreaterThan(4);
        }
    }
}
