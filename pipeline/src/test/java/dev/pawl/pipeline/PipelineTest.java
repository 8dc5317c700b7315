package dev.pawl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static Pipeline parse(String text) {
        return Pipeline.parse("p.sql", text, Map.of("dir", "/data"), Map.of("TOPIC", "orders"));
    }

    @Test
    void readsAllKindsOfStatements() {
        Pipeline pipeline = parse("""
                -- revenue; a comment with a semicolon and ${nothing}
                SET spark.sql.shuffle.partitions = 4;   -- any conf
                CREATE TEMPORARY VIEW orders USING kafka
                OPTIONS (kafka.bootstrap.servers 'localhost:9092', subscribe '${TOPIC}', maxOffsetsPerTrigger 10);
                CREATE TEMPORARY VIEW people (name STRING, age INT) USING csv OPTIONS (path '${dir}/people', header true);
                CREATE TEMPORARY VIEW parsed AS
                  SELECT CAST(value AS STRING) AS v FROM STREAM orders;
                CREATE STREAMING TABLE revenue USING delta PARTITIONED BY (v)
                TBLPROPERTIES ('path' = '/data/a;b', 'trigger' = '5 seconds')
                AS SELECT * FROM STREAM parsed WATERMARK ts DELAY OF INTERVAL 10 MINUTES;
                CREATE FLOW more AS INSERT INTO revenue BY NAME SELECT v FROM STREAM parsed;
                ;
                """);

        assertThat(pipeline.confs())
                .containsExactly(new SetConf(new Position("p.sql", 2, 1), "spark.sql.shuffle.partitions", "4"));
        SourceView orders = pipeline.sources().findFirst().orElseThrow();
        assertThat(orders.name()).isEqualTo("orders");
        assertThat(orders.format()).isEqualTo("kafka");
        assertThat(orders.columns()).isEmpty();
        assertThat(orders.options())
                .isEqualTo(Map.of(
                        "kafka.bootstrap.servers",
                        "localhost:9092",
                        "subscribe",
                        "orders",
                        "maxOffsetsPerTrigger",
                        "10"));
        SourceView people = pipeline.sources().skip(1).findFirst().orElseThrow();
        assertThat(people.columns()).contains(StructType.fromDDL("name STRING, age INT"));
        assertThat(people.options()).isEqualTo(Map.of("path", "/data/people", "header", "true"));
        NamedView parsed = pipeline.views().findFirst().orElseThrow();
        assertThat(parsed.query())
                .isEqualTo(new QueryText(
                        new Position("p.sql", 7, 3), "SELECT CAST(value AS STRING) AS v FROM STREAM orders"));
        StreamingTable revenue = pipeline.tables().findFirst().orElseThrow();
        assertThat(revenue.properties()).isEqualTo(Map.of("path", "/data/a;b", "trigger", "5 seconds"));
        assertThat(revenue.partitionColumns()).isEqualTo(List.of("v"));
        assertThat(revenue.query().orElseThrow().position()).isEqualTo(new Position("p.sql", 10, 4));
        Flow more = pipeline.flows().findFirst().orElseThrow();
        assertThat(more.target()).isEqualTo("revenue");
        assertThat(more.query().sql()).isEqualTo("SELECT v FROM STREAM parsed");
    }

    @Test
    void aSyntaxErrorNamesItsLine() {
        assertRefused(
                "SET a = b;\n\nCREATE TEMPORARY VEIW x AS SELECT 1",
                ErrorCode.PIPELINE_INVALID,
                "p.sql:3:1",
                "[PARSE_SYNTAX_ERROR]",
                "VEIW");
    }

    @Test
    void anUnsetVariableNamesItsLine() {
        assertRefused("SET a = b;\nSET c = ${missing};", ErrorCode.VARIABLE_UNSET, "p.sql:2:9", "${missing}");
    }

    @Test
    void otherStatementsAreRefused() {
        assertRefused("DROP TABLE x", ErrorCode.PIPELINE_INVALID, "p.sql:1:1", "A pipeline is made of");
        assertRefused("CREATE MATERIALIZED VIEW x AS SELECT 1", ErrorCode.PIPELINE_INVALID, "A pipeline is made of");
        assertRefused("CREATE STREAMING TABLE x AS SELECT 1", ErrorCode.PIPELINE_INVALID, "USING");
        assertRefused("CREATE FLOW f AS INSERT INTO t SELECT 1", ErrorCode.PIPELINE_INVALID, "BY NAME");
    }

    @Test
    void aNameIsDefinedOnce() {
        assertRefused(
                "CREATE TEMPORARY VIEW a AS SELECT 1;\nCREATE TEMPORARY VIEW A AS SELECT 2",
                ErrorCode.PIPELINE_INVALID,
                "p.sql:2:1",
                "p.sql:1:1");
    }

    @Test
    void positionsCountCharactersBeyondTheBasicPlane() {
        Pipeline pipeline = parse("/* \uD83D\uDE00 */ SET a = '\uD83D\uDE00'; SET b = c");

        assertThat(pipeline.confs().map(SetConf::value)).containsExactly("'\uD83D\uDE00'", "c");
    }

    private static void assertRefused(String text, ErrorCode code, String... parts) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(parts);
        });
    }
}
