package dev.pawl.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.engine.Pawl;
import dev.pawl.pipeline.Pipeline;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTextTest {
    private static DataType typeOf(String schema) {
        try (Pawl pawl = Pawl.local()) {
            String text = "CREATE TEMPORARY VIEW n USING `rate-micro-batch` OPTIONS (rowsPerBatch '1');\n"
                    + "CREATE STREAMING TABLE t USING noop AS SELECT from_json(CAST(value AS STRING), '" + schema
                    + "') AS j FROM STREAM n";
            return pawl.compile(Pipeline.parse("test", text, Map.of(), Map.of()))
                    .get(0)
                    .query()
                    .columns()
                    .apply(0)
                    .dataType();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a INT, b STRING",
                "`odd name` DECIMAL(10, 2), b ARRAY<STRUCT<c: MAP<STRING, INT>>>",
                "a INT COMMENT \"of a\", b INTERVAL DAY TO SECOND",
                "ARRAY<INT>",
                "MAP<STRING, INT>",
                "STRUCT<a: INT>",
                "time TIMESTAMP_NTZ, timestamp TIMESTAMP"
            })
    void theTypeIsSparks(String schema) {
        assertThat(typeOf(schema)).isEqualTo(DataType.fromDDL(schema));
    }

    @Test
    void whatIsNoSchemaIsSparksToComplainAbout() {
        assertThatThrownBy(() -> typeOf("a INTT, b STRING"))
                .hasMessageContaining("INTT")
                .hasMessageNotContaining("STRUCT<");
    }

    @Test
    void columnsAreWrittenAsAType() {
        CatalystSqlParser parser = new CatalystSqlParser();
        Expression call = parser.parseExpression("from_json(x, 'a INT, b STRING')");
        Expression asType = new SchemaText(parser).asType(call);
        assertThat(((UnresolvedFunction) asType).arguments().apply(1)).hasToString("STRUCT<a INT, b STRING>");
    }
}
