package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Position;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkException;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.AnalysisException;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

final class ProblemsTest {
    private static final Position PLACE = new Position("p.sql", 3, 7);

    private static SparkRuntimeException divided() {
        return new SparkRuntimeException("DIVIDE_BY_ZERO", scala(Map.of("config", "x")), null, new QueryContext[0], "");
    }

    private static scala.collection.immutable.Map<String, String> scala(Map<String, String> values) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(values));
    }

    @Test
    void anErrorOfSparksOwnIsFoundBelowOthersAndHasTheCodeOfTheEmbeddedEngine() {
        Exception failed = new SparkException("Job aborted", new RuntimeException(divided()));

        assertThat(Problems.of(PLACE, failed))
                .hasMessageStartingWith("[ROW_FAILED] p.sql:3:7: [DIVIDE_BY_ZERO] Division by zero.")
                .hasCause(failed);
        assertThat(Problems.ofSpark(failed)).hasMessageStartingWith("[STREAM_FAILED] Spark failed: [DIVIDE_BY_ZERO] ");
    }

    @Test
    void whatIsNotSparksHasItsOwnName() {
        Exception failed = new IllegalStateException("planning failed", new IOException("no answer"));

        assertThat(Problems.of(PLACE, failed))
                .hasMessageStartingWith("[STREAM_FAILED] p.sql:3:7: IOException: no answer. ");
        assertThat(Problems.ofCompiler(PLACE, failed))
                .hasMessageStartingWith("[STREAM_FAILED] p.sql:3:7: IOException: no answer. ");
        assertThat(Problems.ofSpark(failed))
                .hasMessageStartingWith("[STREAM_FAILED] Spark failed: IOException: no answer. ");
        PawlException known = new PawlException(ErrorCode.LEASE_LOST, "x.");
        assertThat(Problems.of(PLACE, known)).isSameAs(known);
    }

    @Test
    void whatTheUserHasToCorrectIsNoReasonToTryAgain() {
        Exception refused = new AnalysisException("TABLE_OR_VIEW_NOT_FOUND", scala(Map.of("relationName", "`t`")));

        assertThat(Problems.of(PLACE, refused))
                .hasMessageStartingWith(
                        "[PIPELINE_INVALID] p.sql:3:7: [TABLE_OR_VIEW_NOT_FOUND] The table or view `t`");
    }

    @Test
    void anotherReleaseOfSparkIsRefused() {
        Sessions.checkVersion("4.1.0");
        assertThatThrownBy(() -> Sessions.checkVersion("3.5.6"))
                .hasMessageStartingWith(
                        "[SPARK_NOT_FOUND] SPARK_HOME has Spark 3.5.6, but this Pawl is made for 4.1.x. Set SPARK_HOME to");
    }
}
