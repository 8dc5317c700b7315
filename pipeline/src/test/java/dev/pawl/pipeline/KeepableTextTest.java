package dev.pawl.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** No secret is in what is kept, wherever it stands, and the text with its secrets given again is what it was. */
class KeepableTextTest {
    private static final String SECRET = "hunter2!";

    private static final Map<String, String> ENVIRONMENT = Map.of("TOPIC", "orders", "FROM_OUTSIDE", SECRET + "env");

    private static KeepableText keep(String text, Map<String, String> given) {
        Pipeline pipeline = Pipeline.parse("p.sql", text, given, ENVIRONMENT);
        KeepableText kept = KeepableText.of(text, given, pipeline);
        assertThat(kept.text() + kept.values()).doesNotContain(SECRET);
        return kept;
    }

    /** With the values of secrets given again it means the same. */
    private static void assertResumable(String text, Map<String, String> given, Map<String, String> secrets) {
        KeepableText kept = keep(text, given);
        Map<String, String> values = new HashMap<>(kept.values());
        values.putAll(secrets);
        assertThat(kept.secrets()).isEqualTo(secrets.keySet());
        assertThat(Pipeline.parse("p.sql", kept.text(), values, ENVIRONMENT)
                        .differenceTo(Pipeline.parse("p.sql", text, given, ENVIRONMENT)))
                .isEmpty();
    }

    @Test
    void aTextWithoutSecretsIsKeptAsItIs() {
        String text = """
                /* a comment * with ${nothing} */ SET spark.sql.shuffle.partitions = 2;
                CREATE TEMPORARY VIEW v (a STRING) USING json OPTIONS (path '${dir}/in', `x` "it\\"s");
                CREATE TEMPORARY VIEW w AS SELECT '${TOPIC}' AS `t--'`, 1.5 AS b FROM STREAM v -- the end, it's""";
        KeepableText kept = keep(text, Map.of("dir", "/data", "unused", "x"));

        assertThat(kept.text()).isEqualTo(text);
        assertThat(kept.values()).isEqualTo(Map.of("dir", "/data"));
        assertThat(kept.secrets()).isEmpty();
    }

    @Test
    void secretsThatAreWrittenInTheTextBecomeVariables() {
        assertResumable(
                "CREATE TEMPORARY VIEW orders USING kafka OPTIONS (subscribe 'a', kafka.ssl.truststore.password '"
                        + SECRET + "', 'kafka.ssl.key.password' = \"" + SECRET + "2\", maxOffsetsPerTrigger 10)",
                Map.of(),
                Map.of("orders.kafka.ssl.truststore.password", SECRET, "orders.kafka.ssl.key.password", SECRET + "2"));
        assertResumable(
                "SET spark.hadoop.fs.s3a.secret.key = " + SECRET + ";\nSET `spark.hadoop.x.token`=" + SECRET + "4 ;",
                Map.of(),
                Map.of("spark.hadoop.fs.s3a.secret.key", SECRET, "spark.hadoop.x.token", SECRET + "4"));
        String url = "jdbc:postgresql://h/db?user=me&password=" + SECRET;
        assertResumable(
                "CREATE STREAMING TABLE IF NOT EXISTS t USING jdbc TBLPROPERTIES ('url' = '" + url
                        + "', 'checkpointLocation' = '/c') AS SELECT 1 FROM STREAM x",
                Map.of(),
                Map.of("t.url", url));
        assertResumable(
                "CREATE TEMPORARY VIEW v USING json OPTIONS (path 's3a://me:" + SECRET
                        + "@bucket/in', password 12345678)",
                Map.of(),
                Map.of("v.path", "s3a://me:" + SECRET + "@bucket/in", "v.password", "12345678"));
        assertResumable(
                "CREATE STREAMING TABLE t USING json LOCATION 's3a://me:" + SECRET + "@bucket/out' AS SELECT 1 AS a",
                Map.of(),
                Map.of("t.path", "s3a://me:" + SECRET + "@bucket/out"));
    }

    /** Whoever gives another secret when the query is resumed must not get another query. */
    @Test
    void nothingButTheValueOfASecretIsCut() {
        String query =
                ") ; CREATE STREAMING TABLE t USING kafka TBLPROPERTIES (path '/t') AS SELECT a.orders FROM STREAM orders a"
                        + " WHERE n = 12345678";
        String view = "CREATE TEMPORARY VIEW orders USING kafka OPTIONS (a.token 12345678, kafka.ssl.key.password ";
        assertThat(keep(view + "'orders'" + query, Map.of()).text())
                .isEqualTo(
                        view.replace("12345678", "'${orders.a.token}'") + "'${orders.kafka.ssl.key.password}'" + query);
        assertThat(keep(view + "'${p}'" + query, Map.of("p", "orders")).text())
                .isEqualTo(view.replace("12345678", "'${orders.a.token}'") + "'${p}'" + query);

        String comments = "-- it is " + SECRET + "\nSET spark.hadoop.x.token = " + SECRET + "; /*" + SECRET + "*/";
        assertThat(keep(comments, Map.of()).text())
                .isEqualTo("-- it is " + Secrets.HIDDEN + "\nSET spark.hadoop.x.token = ${spark.hadoop.x.token}; /*"
                        + Secrets.HIDDEN + "*/");
    }

    @Test
    void aTextWithASecretThatCannotBeCutIsNotToBeKept() {
        String view = "CREATE TEMPORARY VIEW v USING json OPTIONS (\npassword '" + SECRET + "',\n path '/in";
        String select = "CREATE TEMPORARY VIEW w AS SELECT 'it is ";

        assertThat(lineOfSecret(view + "')")).isEmpty();
        assertThat(lineOfSecret(view + "/" + SECRET + "')")).hasValue(3);
        assertThat(lineOfSecret(view + "');\n" + select + SECRET + "'")).hasValue(4);
        // A literal that only looks like a secret is part of the query.
        assertThat(KeepableText.of(select + "password=x'", Map.of(), Pipeline.parse("p.sql", select + "password=x'"))
                        .text())
                .isEqualTo(select + "password=x'");
    }

    private static OptionalInt lineOfSecret(String text) {
        return KeepableText.of(text, Map.of(), Pipeline.parse("p.sql", text)).secretLine();
    }

    @Test
    void valuesOfVariablesThatAreSecretAreNotKept() {
        String view = "CREATE TEMPORARY VIEW v USING kafka OPTIONS (subscribe 'a', ";
        assertResumable(view + "kafka.ssl.key.password '${p}')", Map.of("p", SECRET), Map.of("p", SECRET));
        assertResumable(view + "includeHeaders '${my_token}')", Map.of("my_token", SECRET), Map.of("my_token", SECRET));
        assertResumable(view + "x 'u=${u};password=${p}')", Map.of("u", "me", "p", SECRET), Map.of("p", SECRET));
        assertResumable(
                view + "x '${url}')", Map.of("url", "h?password=" + SECRET), Map.of("url", "h?password=" + SECRET));
        assertResumable(
                view + "kafka.sasl.jaas.config 'x.PlainLoginModule required username=\"${u}\" password=\"${p}\";')",
                Map.of("u", "me", "p", SECRET),
                Map.of("p", SECRET, "u", "me"));
        // Of what the environment has nothing is kept.
        KeepableText kept = keep(view + "kafka.ssl.key.password '${FROM_OUTSIDE}')", Map.of());
        assertThat(kept.secrets()).containsExactly("FROM_OUTSIDE");
    }

    @Test
    void commentsAreRidOfWhatLooksLikeASecret() {
        KeepableText kept = keep(
                "-- password=" + SECRET + "\n/* https://me:" + SECRET
                        + "@host */ SET a.b = c".replace("a.b", "spark.sql.ansi.enabled"),
                Map.of());

        assertThat(kept.text()).startsWith("-- password=").contains("@host").endsWith("SET spark.sql.ansi.enabled = c");
    }

    @Test
    void aQueryNeedsWhatItUses() {
        String text = """
                SET spark.sql.shuffle.partitions = 2;
                CREATE TEMPORARY VIEW a (x INT) USING json OPTIONS (path '/a');
                CREATE TEMPORARY VIEW b (x INT) USING json OPTIONS (path '/b');
                CREATE TEMPORARY VIEW c AS SELECT * FROM STREAM `A`;
                CREATE STREAMING TABLE t USING delta TBLPROPERTIES ('path' = '/t', 'trigger' = 'once') AS SELECT c.x FROM STREAM c;
                CREATE STREAMING TABLE u USING delta TBLPROPERTIES ('path' = '/u') AS SELECT x FROM STREAM b;
                CREATE STREAMING TABLE w USING delta TBLPROPERTIES ('path' = '/w') AS SELECT x FROM STREAM t;
                CREATE FLOW f AS INSERT INTO u BY NAME SELECT x FROM STREAM a;
                SET spark.sql.shuffle.partitions = 3;
                """;
        Pipeline pipeline = Pipeline.parse("p.sql", text, Map.of(), Map.of());

        assertThat(names(pipeline.neededBy("t"))).isEqualTo("SET a c t");
        assertThat(names(pipeline.neededBy("U"))).isEqualTo("SET b u");
        assertThat(names(pipeline.neededBy("w"))).isEqualTo("SET a c t w");
        assertThat(names(pipeline.neededBy("f"))).isEqualTo("SET a b u f");
    }

    private static String names(Pipeline pipeline) {
        return String.join(
                " ",
                pipeline.statements().stream()
                        .map(statement -> StatementText.lines(statement).get(0))
                        .map(line -> line.startsWith("SET") ? "SET" : line.substring(line.lastIndexOf(' ') + 1))
                        .toList());
    }

    @Test
    void onlyWhatChangesTheMeaningIsADifference() {
        String text = "CREATE TEMPORARY VIEW a (x INT) USING json OPTIONS (path '/a', header 'true');\n"
                + "CREATE STREAMING TABLE t USING delta TBLPROPERTIES ('path' = '/t') AS SELECT x, 'a  b' AS s FROM STREAM a";
        Pipeline before = Pipeline.parse("p.sql", text, Map.of(), Map.of());
        String same = text.replace("SELECT x,", "-- why\nSELECT   x,")
                .replace("(path '/a', header 'true')", "(header true, path '/a')")
                .replace("'/t')", "'/t', 'trigger' = '5 seconds', 'stateStore' = 'rocksdb')");
        String other = text.replace("x INT", "x BIGINT").replace("'/a'", "'/b'").replace("'a  b'", "'a b'")
                + ";SET spark.sql.ansi.enabled = false";

        assertThat(before.differenceTo(Pipeline.parse("p.sql", same, Map.of(), Map.of())))
                .isEmpty();
        assertThat(before.differenceTo(Pipeline.parse("p.sql", other, Map.of(), Map.of())))
                .isEqualTo(List.of(
                        "  CREATE STREAMING TABLE t",
                        "- AS SELECT x, 'a  b' AS s FROM STREAM a",
                        "+ AS SELECT x, 'a b' AS s FROM STREAM a",
                        "  CREATE TEMPORARY VIEW a",
                        "- (x INT)",
                        "- OPTIONS path '/a'",
                        "+ (x BIGINT)",
                        "+ OPTIONS path '/b'",
                        "+ SET spark.sql.ansi.enabled",
                        "+ SET spark.sql.ansi.enabled = false"));
    }

    /** Nothing that is kept can make the reader of it fail otherwise than with words. */
    @Test
    void longAndBrokenTextsAreCutAllTheSame() {
        for (String text : List.of(
                "'",
                "\"\\",
                "/*",
                "/**",
                "`",
                "${",
                "${a",
                "\\",
                "'" + "\\'".repeat(100_000),
                "/" + "*".repeat(100_000))) {
            assertThat(String.join(
                            "", TextToken.of(text).stream().map(TextToken::text).toList()))
                    .isEqualTo(text);
        }
    }
}
