package dev.pawl.connectors.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedPostgres.class)
final class JdbcSourceTest {
    @TempDir
    private Path directory;

    private final PostgresServer postgres;

    JdbcSourceTest(PostgresServer postgres) {
        this.postgres = postgres;
    }

    private static SourceTable table(String url, String... namesAndValues) {
        Map<String, String> options = new TreeMap<>();
        options.put("url", url);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new JdbcSourceFormat().define(new Options("source t (jdbc)", options), Optional.empty(), Pawl.outside());
    }

    private SourceTable postgresTable(String... namesAndValues) {
        String[] all = java.util.Arrays.copyOf(namesAndValues, namesAndValues.length + 4);
        List<String> login = List.of("user", postgres.user(), "password", postgres.password());
        for (int i = 0; i < login.size(); i++) {
            all[namesAndValues.length + i] = login.get(i);
        }
        return table(postgres.url(), all);
    }

    /** By part. */
    private static List<List<String>> parts(SourceTable table, String... required) throws IOException {
        StructType columns = table.columns();
        StructType chosen = new StructType();
        for (String name : required.length == 0 ? columns.fieldNames() : required) {
            chosen = chosen.add(columns.apply(name));
        }
        List<List<String>> parts = new ArrayList<>();
        try (StaticSource source = table.openStatic(chosen)) {
            for (Split split : source.splits()) {
                List<String> rows = new ArrayList<>();
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 0; i < chosen.length(); i++) {
                            Object value = reader.row().get(i, chosen.apply(i).dataType());
                            row.append(i == 0 ? "" : " ")
                                    .append(value instanceof byte[] bytes ? java.util.Arrays.toString(bytes) : value);
                        }
                        rows.add(row.toString());
                    }
                }
                parts.add(rows);
            }
        }
        return parts;
    }

    @Test
    void typesOfPostgresAreReadAsSparkReadsThem() throws IOException {
        postgres.execute(
                "CREATE TABLE types (i INT NOT NULL, l BIGINT, s SMALLINT, d FLOAT8, f FLOAT4, b BOOLEAN, t TEXT,"
                        + " v VARCHAR(5), bin BYTEA, day DATE, at TIMESTAMPTZ, n NUMERIC(10,2), j JSONB, u UUID, words TEXT[],"
                        + " numbers INT[], whole NUMERIC);"
                        + "INSERT INTO types VALUES (1, 2, 3, 4.5, 5.25, true, 'x', 'y', '\\x0102', '2024-02-29',"
                        + " '2024-02-29 12:34:56.789012+00', 12.3, '{}', '5e5f6f70-0000-4000-8000-000000000001', '{a,NULL}', '{7}', 1),"
                        + " (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'infinity', '-infinity', NULL, NULL, NULL, NULL, NULL, NULL)");
        SourceTable table = postgresTable("dbtable", "types");
        assertThat(table.columns().simpleString())
                .isEqualTo(
                        "struct<i:int,l:bigint,s:smallint,d:double,f:float,b:boolean,t:string,v:string,bin:binary,day:date,"
                                + "at:timestamp,n:decimal(10,2),j:string,u:string,words:array<string>,numbers:array<int>,"
                                + "whole:decimal(38,18)>");
        assertThat(parts(table).get(0))
                .containsExactly(
                        "1 2 3 4.5 5.25 true x y [1, 2] 19782 1709210096789012 12.30 {}"
                                + " 5e5f6f70-0000-4000-8000-000000000001 [a,null] [7] 1.000000000000000000",
                        "2 null null null null null null null null 2932896 -62135596800000000 null null null null null"
                                + " null");
        assertThat(parts(table, "t", "i").get(0)).containsExactly("x 1", "null 2");
    }

    @Test
    void whatTheSinkWroteIntoSqliteIsReadAgain() throws IOException {
        String url = "jdbc:sqlite:" + directory.resolve("t.db");
        Writing.to(
                        url,
                        "t",
                        "id INT, day DATE, at TIMESTAMP, wall TIMESTAMP_NTZ, n DECIMAL(10,2), yes BOOLEAN, bin BINARY")
                .write(
                        0,
                        Writing.row(
                                1,
                                19_782,
                                1_709_210_096_789_012L,
                                1_709_210_096_000_000L,
                                org.apache.spark.sql.types.Decimal.apply(new java.math.BigDecimal("12.30"), 10, 2),
                                true,
                                new byte[] {7}));
        SourceTable table = table(url, "query", "SELECT * FROM t;", "customSchema", "wall TIMESTAMP_NTZ");
        assertThat(table.columns().simpleString())
                .isEqualTo(
                        "struct<id:bigint,day:date,at:timestamp,wall:timestamp_ntz,n:decimal(10,2),yes:boolean,bin:binary>");
        assertThat(parts(table).get(0)).containsExactly("1 19782 1709210096789012 1709210096000000 12.30 true [7]");

        Writing.execute(url, "UPDATE t SET at = 'soon'");
        assertThatThrownBy(() -> parts(table)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.JDBC_ROW_REFUSED);
            assertThat(e.what())
                    .endsWith("column at holds soon, which is no time as text, such as 2026-01-31 12:00:00.");
        });
    }

    @Test
    void aTableIsReadInPartsThatLoseAndDoubleNothing() throws IOException {
        postgres.execute(
                "CREATE TABLE parts AS SELECT i, DATE '2024-01-01' + i AS day, TIMESTAMPTZ '2024-01-01 00:00:00Z' +"
                        + " i * INTERVAL '1 hour' AS at FROM generate_series(-5, 14) i; INSERT INTO parts VALUES (NULL, NULL, NULL)");
        for (String[] bounds : new String[][] {
            {"I", "0", "10"}, {"day", "2024-01-01", "2024-01-11"}, {"at", "2024-01-01", "2024-01-01 10:00:00"}
        }) {
            List<List<String>> parts = parts(
                    postgresTable(
                            "dbtable",
                            "(SELECT * FROM parts) AS p",
                            "partitionColumn",
                            bounds[0],
                            "lowerBound",
                            bounds[1],
                            "upperBound",
                            bounds[2],
                            "numPartitions",
                            "4",
                            "fetchsize",
                            "3"),
                    "i");
            assertThat(parts).extracting(List::size).allMatch(size -> size > 0).hasSize(4);
            assertThat(parts.stream().flatMap(List::stream)).hasSize(21).doesNotHaveDuplicates();
        }
    }

    @Test
    void aQueryLooksUpWhatTheTableHasAtEachBatch() throws InterruptedException {
        postgres.execute("CREATE TABLE products (id INT, name TEXT); INSERT INTO products VALUES (0, 'a'), (1, 'b')");
        String text = """
                CREATE TEMPORARY VIEW r USING `rate-micro-batch` OPTIONS (rowsPerBatch 2);
                CREATE TEMPORARY VIEW products USING jdbc
                OPTIONS (url '%s', dbtable 'products', user '%s', password '%s');
                CREATE STREAMING TABLE named USING memory TBLPROPERTIES (trigger 'available-now')
                AS SELECT value, name FROM STREAM r LEFT JOIN products ON value = id;
                """.formatted(postgres.url(), postgres.user(), postgres.password());
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(text).get(0).awaitTermination();
            assertThat(pawl.memory().rows("named", "UTC"))
                    .containsExactlyInAnyOrder("{\"value\":0,\"name\":\"a\"}", "{\"value\":1,\"name\":\"b\"}");
            assertThatThrownBy(() -> pawl.sql("CREATE STREAMING TABLE s USING noop AS SELECT * FROM STREAM products;")
                            .get(0)
                            .awaitTermination())
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNSUPPORTED))
                    .hasMessageContaining("Format jdbc can only be read as it is, without STREAM");
        }
    }

    @Test
    void mistakesAreTold() {
        refused(ErrorCode.OPTION_INVALID, "Both dbtable and query are given", "dbtable", "t", "query", "SELECT 1");
        refused(ErrorCode.OPTION_MISSING, "Option dbtable is missing");
        refused(ErrorCode.JDBC_STATEMENT_REFUSED, "relation \"no_table\" does not exist", "dbtable", "no_table");
        postgres.execute("CREATE TABLE odd (id INT, spans INT4RANGE[])");
        refused(
                ErrorCode.SOURCE_UNSUPPORTED,
                "Column spans of source t (jdbc) is of type _int4range, which is none of Spark's",
                "dbtable",
                "odd");
        String[] parted = {"dbtable", "odd", "partitionColumn", "x", "lowerBound", "5", "upperBound", "1"};
        refused(ErrorCode.SOURCE_UNSUPPORTED, "spans", parted);
        parted[1] = "(SELECT id FROM odd) o";
        refused(
                ErrorCode.OPTION_INVALID,
                "Option partitionColumn of source t (jdbc) must be one of the columns id",
                parted);
        parted[3] = "id";
        refused(
                ErrorCode.OPTION_INVALID,
                "Option upperBound of source t (jdbc) must be more than lowerBound, which is 5",
                parted);
        parted[5] = "five";
        refused(ErrorCode.OPTION_INVALID, "Option lowerBound of source t (jdbc) must be a value of INT", parted);
        refused(
                ErrorCode.OPTION_INVALID,
                "Options query and partitionColumn of source t (jdbc) cannot be given together",
                "query",
                "SELECT 1 AS id",
                "partitionColumn",
                "id");
        refused(ErrorCode.OPTION_MISSING, "Option partitionColumn is missing", "dbtable", "parts", "lowerBound", "1");
        assertThatThrownBy(() -> new JdbcSourceFormat()
                        .define(
                                new Options("source t (jdbc)", Map.of()),
                                Optional.of(StructType.fromDDL("a INT")),
                                Pawl.outside()))
                .hasMessageContaining("use option customSchema for other types");
    }

    private void refused(ErrorCode code, String text, String... options) {
        assertThatThrownBy(() -> postgresTable(options)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).as(e.what()).isEqualTo(code);
            assertThat(e.what()).contains(text);
        });
    }
}
