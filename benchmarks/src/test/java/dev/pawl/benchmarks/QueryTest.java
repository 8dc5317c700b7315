package dev.pawl.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueryTest {
    private static final Query QUERY = new Query(
            "kafka",
            Map.of("subscribe", "orders"),
            "SELECT 1 FROM STREAM source",
            "delta",
            Map.of("path", "/t"),
            "once",
            Map.of("spark.sql.ansi.enabled", "false"));

    @Test
    void sparkIsToldTheSame() {
        assertThat(Query.of(QUERY.properties())).isEqualTo(QUERY);
    }

    @Test
    void pawlIsToldTheSame() {
        assertThat(QUERY.sql()).isEqualTo("""
                SET spark.sql.ansi.enabled = false;
                CREATE TEMPORARY VIEW source
                USING `kafka`
                OPTIONS ('subscribe' = 'orders');

                CREATE STREAMING TABLE target
                USING `delta`
                TBLPROPERTIES ('path' = '/t', 'trigger' = 'once')
                AS SELECT 1 FROM STREAM source;
                """);
    }
}
