package dev.pawl.connectors.jdbc;

import static dev.pawl.connectors.jdbc.Writing.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a batch leaves in PostgreSQL, in SQLite, and in H2, which stands for all whose dialect nobody here knows. */
@ExtendWith(SharedPostgres.class)
final class JdbcSinkTest {
    private static final String EVERYTHING =
            "i INT, l BIGINT, s SMALLINT, b TINYINT, d DOUBLE, f FLOAT, yes BOOLEAN, t STRING,"
                    + " bin BINARY, day DATE, at TIMESTAMP, wall TIMESTAMP_NTZ, n DECIMAL(38,4)";
    /** 2024-02-29 12:34:56.789012 UTC. */
    private static final long MICROS = 1_709_210_096_789_012L;

    private static final int DAY = 19_782;

    @TempDir
    private Path directory;

    private final PostgresServer postgres;

    JdbcSinkTest(PostgresServer postgres) {
        this.postgres = postgres;
    }

    private static org.apache.spark.sql.catalyst.InternalRow everything() {
        return row(
                1,
                1L << 40,
                (short) 3,
                (byte) 4,
                5.5,
                6.25f,
                true,
                "it's ä",
                new byte[] {1, (byte) 0xFF},
                DAY,
                MICROS,
                MICROS,
                Decimal.apply(new java.math.BigDecimal("1234567890123456789012345678901234.5678"), 38, 4));
    }

    private static org.apache.spark.sql.catalyst.InternalRow nothing() {
        return row(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static void assertFails(ErrorCode code, String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).as(e.what()).isEqualTo(code);
            assertThat(e.what()).contains(text);
        });
    }

    private String sqlite() {
        return "jdbc:sqlite:" + directory.resolve("test.db");
    }

    private static String h2(String name) {
        return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
    }

    @Test
    void allTypesArriveInPostgres() {
        Writing writing =
                Writing.to(postgres, "all_types", EVERYTHING + ", words ARRAY<STRING>, numbers ARRAY<BIGINT>");
        Object[] values = java.util.Arrays.copyOf(
                ((org.apache.spark.sql.catalyst.expressions.GenericInternalRow) everything()).values(), 15);
        values[13] = new GenericArrayData(new Object[] {UTF8String.fromString("a,b"), null});
        values[14] = new GenericArrayData(new Object[] {7L});
        writing.write(0, row(values), row(new Object[15]));

        assertThat(postgres.rows(
                        "SELECT i, l, s, b, d, f, yes, t, bin, day, at AT TIME ZONE 'UTC', wall, n, words, numbers"
                                + " FROM all_types ORDER BY i"))
                .containsExactly(
                        "1 1099511627776 3 4 5.5 6.25 t it's ä \\x01ff 2024-02-29 2024-02-29 12:34:56.789012"
                                + " 2024-02-29 12:34:56.789012 1234567890123456789012345678901234.5678 {\"a,b\",NULL} {7}",
                        "null".concat(" null".repeat(14)));
        assertThat(postgres.rows("SELECT column_name, data_type FROM information_schema.columns WHERE table_name ="
                        + " 'all_types' ORDER BY ordinal_position"))
                .containsExactly(
                        "i integer",
                        "l bigint",
                        "s smallint",
                        "b smallint",
                        "d double precision",
                        "f real",
                        "yes boolean",
                        "t text",
                        "bin bytea",
                        "day date",
                        "at timestamp with time zone",
                        "wall timestamp without time zone",
                        "n numeric",
                        "words ARRAY",
                        "numbers ARRAY");
        assertThat(postgres.rows(
                        "SELECT job_name, batch_id, rows, status, committed_at AT TIME ZONE 'UTC' FROM pawl_ledger"
                                + " WHERE batch_id = 0 AND rows = 2 AND job_name = 'query-1'"))
                .containsExactly("query-1 0 2 committed 2026-01-31 12:00:00.123456");
        postgres.execute("DELETE FROM pawl_ledger");
    }

    @Test
    void allTypesArriveInSqliteAndH2() {
        for (String url : List.of(sqlite(), h2("types"))) {
            Writing writing = Writing.to(url, "all_types", EVERYTHING);
            writing.write(0, everything(), nothing());
            boolean isSqlite = url.startsWith("jdbc:sqlite");
            assertThat(Writing.rows(
                            url,
                            "SELECT \"i\", \"l\", \"s\", \"b\", \"d\", \"f\", upper(\"yes\"), \"t\", upper("
                                    + (isSqlite ? "hex" : "rawtohex")
                                    + "(\"bin\")), \"day\", \"n\" FROM all_types ORDER BY \"l\" DESC NULLS LAST"))
                    .containsExactly(
                            "1 1099511627776 3 4 5.5 6.25 " + (isSqlite ? "1" : "TRUE")
                                    + " it's ä 01FF 2024-02-29 1234567890123456789012345678901234.5678",
                            "null".concat(" null".repeat(7)) + (isSqlite ? " " : " null") + " null null");
        }
        assertThat(Writing.rows(sqlite(), "SELECT at, wall, typeof(at), strftime('%s', at) FROM all_types WHERE i = 1"))
                .containsExactly("2024-02-29 12:34:56.789012 2024-02-29 12:34:56.789012 text 1709210096");
        assertThat(Writing.rows(sqlite(), "SELECT committed_at FROM pawl_ledger"))
                .containsExactly("2026-01-31 12:00:00.123456");
    }

    @Test
    void aBatchIsKnownAgainAndASecondWriterOfItIsRefused() {
        for (Writing writing : List.of(
                Writing.to(postgres, "known", "id INT").with("ledgerTable", "known_ledger"),
                Writing.to(sqlite(), "known", "id INT"),
                Writing.to(h2("known"), "known", "id INT"))) {
            try (StreamSink sink = writing.open();
                    StreamSink paused = writing.open()) {
                assertThat(sink.isCommitted(0)).isFalse();
                Writing.write(sink, 0, row(1));
                Writing.write(sink, 1);
                assertThat(sink.isCommitted(1)).isTrue();
                assertThat(sink.isCommitted(2)).isFalse();

                assertThat(paused.isCommitted(0)).isFalse();
                assertFails(
                        ErrorCode.JDBC_CONCURRENT_TRANSACTION,
                        "batch 1 of job query-1 appeared, which this process did not write",
                        () -> Writing.write(paused, 0, row(1)));
            }
            try (StreamSink again = writing.open()) {
                assertThat(again.isCommitted(1)).isTrue();
                Writing.write(again, 2, row(2));
            }
        }
        assertThat(postgres.rows("SELECT id FROM known ORDER BY id")).containsExactly("1", "2");
        assertThat(Writing.rows(sqlite(), "SELECT id FROM known ORDER BY id")).containsExactly("1", "2");
        assertThat(Writing.rows(h2("known"), "SELECT \"id\" FROM known ORDER BY \"id\""))
                .containsExactly("1", "2");
    }

    @Test
    void rowsWithTheSameKeysAreReplaced() {
        for (Writing writing : List.of(
                Writing.to(postgres, "upserted", "k INT, k2 STRING, v STRING").with("ledgerTable", "upserted_ledger"),
                Writing.to(sqlite(), "upserted", "k INT, k2 STRING, v STRING"),
                Writing.to(h2("upserted"), "upserted", "k INT, k2 STRING, v STRING")
                        .with("createTableColumnTypes", "k2 VARCHAR(20), v VARCHAR(20)"))) {
            Writing upserting = writing.with("upsertKeys", "K, k2").with(OutputMode.UPDATE);
            upserting.write(0, row(1, "a", "old"), row(2, "a", "other"), row(1, "a", "new"));
            upserting.write(1, row(1, "a", "newest"), row(1, "b", null));

            assertFails(
                    ErrorCode.JDBC_ROW_REFUSED,
                    "A row has no value in column k2, which is one of the upsertKeys",
                    () -> upserting.write(2, row(3, "c", "x"), row(1, null, "x")));
            assertFails(
                    ErrorCode.OPTION_MISSING,
                    "Option upsertKeys is missing: sink out (jdbc) needs it",
                    () -> writing.with(OutputMode.UPDATE).open());
            assertFails(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "Option upsertKeys of sink out (jdbc) names column x, which the query does not have; it has k, k2, v.",
                    () -> writing.with("upsertKeys", "x").open());
        }
        String sql = "SELECT \"k\", \"k2\", \"v\" FROM upserted ORDER BY \"k\", \"k2\"";
        List<String> expected = List.of("1 a newest", "1 b null", "2 a other");
        assertThat(postgres.rows(sql)).isEqualTo(expected);
        assertThat(Writing.rows(sqlite(), sql)).isEqualTo(expected);
        assertThat(Writing.rows(h2("upserted"), sql)).isEqualTo(expected);

        Writing onlyKeys = Writing.to(h2("upserted"), "only_keys", "k INT")
                .with("upsertKeys", "k")
                .with("ledgerTable", "l2");
        onlyKeys.write(0, row(1), row(1), row(2));
        assertThat(Writing.rows(h2("upserted"), "SELECT COUNT(*) FROM only_keys"))
                .containsExactly("2");
    }

    @Test
    void theWholeResultReplacesTheTableInOneTransaction() {
        for (Writing writing : List.of(
                Writing.to(postgres, "whole", "id INT NOT NULL")
                        .with("ledgerTable", "whole_ledger")
                        .with("truncate", "true"),
                Writing.to(sqlite(), "whole", "id INT"))) {
            Writing complete = writing.with(OutputMode.COMPLETE);
            complete.write(0, row(1), row(2));
            complete.write(1, row(3));
        }
        postgres.execute("ALTER TABLE whole ADD CHECK (id < 10)");
        assertFails(
                ErrorCode.JDBC_ROW_REFUSED,
                "Writing batch 2 to table whole of " + postgres.url() + " failed: ERROR: new row for relation \"whole\""
                        + " violates check constraint",
                () -> Writing.to(postgres, "whole", "id INT")
                        .with("ledgerTable", "whole_ledger")
                        .with("truncate", "true")
                        .with(OutputMode.COMPLETE)
                        .write(2, row(4), row(11)));
        assertThat(postgres.rows("SELECT id FROM whole")).containsExactly("3");
        assertThat(postgres.rows("SELECT MAX(batch_id) FROM whole_ledger")).containsExactly("1");
        assertThat(Writing.rows(sqlite(), "SELECT id FROM whole")).containsExactly("3");
    }

    @Test
    void rowsOfSeveralTasksThatDoNotFitIntoMemoryArriveInTheOrderOfTheTasks() throws IOException {
        SpoolBudget budget = new SpoolBudget(3L * RowSpool.CHUNK_BYTES);
        String text = "x".repeat(1000);
        int rows = 3000;
        List<RowSpool> spools = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            RowSpool spool = new RowSpool(budget, org.apache.spark.sql.types.StructType.fromDDL("id INT, t STRING"));
            for (int i = 0; i < rows; i++) {
                spool.write(row(task * rows + i, text));
            }
            spools.add((RowSpool) spool.finish());
        }
        for (int time = 0; time < 2; time++) {
            int[] next = {0};
            for (RowSpool spool : spools) {
                assertThat(spool.rows()).isEqualTo(rows);
                try {
                    spool.each(row -> assertThat(row.getInt(0)).isEqualTo(next[0]++));
                } catch (java.sql.SQLException e) {
                    throw new AssertionError(e);
                }
            }
            assertThat(next[0]).isEqualTo(2 * rows);
        }
        assertThat(budget.take(RowSpool.CHUNK_BYTES)).isFalse();
        spools.forEach(RowSpool::abort);
        assertThat(budget.take(3L * RowSpool.CHUNK_BYTES)).isTrue();
    }

    @Test
    void whatAnAttemptOfATaskSpooledIsNotWritten() throws IOException {
        Writing writing = Writing.to(sqlite(), "attempts", "id INT");
        try (StreamSink sink = writing.open()) {
            SinkBatch batch = sink.begin(0);
            RowWriter first = batch.writer(0, 0);
            first.write(row(1));
            first.abort();
            WrittenPart second = Writing.written(batch, 0, row(1), row(2));
            batch.commit(List.of(second));

            SinkBatch given = sink.begin(1);
            Writing.written(given, 0, row(9));
            given.abort();
        }
        assertThat(Writing.rows(sqlite(), "SELECT id FROM attempts")).containsExactly("1", "2");
    }

    @Test
    void aTableThatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
        postgres.execute("CREATE TABLE other (a INT, \"B\" TEXT, c JSONB, u UUID)");
        Writing fitting =
                Writing.to(postgres, "other", "b STRING, c STRING, u STRING").with("ledgerTable", "other_ledger");
        fitting.write(0, row("x", "{\"k\": 1}", "5e5f6f70-0000-4000-8000-000000000001"));
        assertThat(postgres.rows("SELECT a, \"B\", c->>'k' FROM other")).containsExactly("null x 1");

        assertFails(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Table other of sink out (jdbc) has no column z, which the query writes; it has a, B, c, u.",
                () -> Writing.to(postgres, "other", "a INT, z INT").open());
        assertFails(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "has column a of type int4, which does not take the query's STRING",
                () -> Writing.to(postgres, "other", "a STRING").open());
        assertFails(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Column m of sink out (jdbc) is MAP<STRING, INT>, for which " + postgres.url()
                        + " has no type: write it as text with to_json.",
                () -> Writing.to(postgres, "new_other", "m MAP<STRING, INT>").open());
        assertFails(
                ErrorCode.JDBC_STATEMENT_REFUSED,
                "Opening table no_schema.t of " + postgres.url()
                        + " failed: ERROR: schema \"no_schema\" does not exist",
                () -> Writing.to(postgres, "no_schema.t", "a INT").open());
        assertFails(
                ErrorCode.JDBC_ROW_REFUSED,
                "invalid input syntax for type uuid",
                () -> fitting.write(1, row("x", "{}", "no uuid")));
        postgres.execute("CREATE TABLE bad_ledger AS SELECT * FROM other_ledger WHERE 1 = 0");
        assertFails(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Table bad_ledger, which is to be the ledger of sink out (jdbc), takes a batch twice: give it PRIMARY KEY"
                        + " (job_name, batch_id).",
                () -> fitting.with("ledgerTable", "bad_ledger").open());
    }

    @Test
    void optionsAreCheckedAndSecretsAreNotShown() {
        Writing writing = Writing.to("jdbc:postgresql://scott:tiger@127.0.0.1:1/db?password=tiger", "t", "a INT");
        assertThatThrownBy(writing::open).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SINK_FAILED);
            assertThat(e.what()).startsWith("Opening table t of jdbc:postgresql://127.0.0.1:1/db failed: ");
            assertThat(e.getMessage()).doesNotContain("tiger");
        });
        assertThat(SqlFailure.shownUrl("jdbc:oracle:thin:scott/tiger@//db:1521/x"))
                .isEqualTo("jdbc:oracle://db:1521/x");
        assertThat(SqlFailure.shownUrl("jdbc:sqlserver://db:1433;user=sa;password=x"))
                .isEqualTo("jdbc:sqlserver://db:1433");
        assertThatThrownBy(() -> Writing.to(postgres, "t", "a INT")
                        .with("password", "the wrong one")
                        .open())
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("the wrong one");
        assertFails(
                ErrorCode.JDBC_DRIVER_NOT_FOUND,
                "No driver takes the url jdbc:nosuch:x of sink out (jdbc), or it is not on the class path.",
                () -> Writing.to("jdbc:nosuch:x?password=y", "t", "a INT").open());
        assertFails(ErrorCode.JDBC_DRIVER_NOT_FOUND, "Driver no.such.Driver does not take the url", () -> writing.with(
                        "driver", "no.such.Driver")
                .open());
        assertFails(
                ErrorCode.OPTION_NAME_UNKNOWN,
                "sink out (jdbc) has no option bachsize. Did you mean `batchsize`?",
                () -> writing.with("bachsize", "5").open());
        assertFails(ErrorCode.OPTION_INVALID, "isolationLevel", () -> writing.with("isolationLevel", "NONE")
                .open());
        assertFails(ErrorCode.OPTION_INVALID, "Option url of sink out (jdbc) must begin with jdbc:", () -> Writing.to(
                        "postgresql://x", "t", "a INT")
                .open());
    }

    @Test
    void propertiesOfTheDriverAndOfTheSessionCount() {
        postgres.execute("CREATE SCHEMA apart");
        Writing.to(postgres, "in_schema", "a INT")
                .with("applicationname", "the name")
                .with("sessionInitStatement", "SET search_path = apart")
                .with("isolationLevel", "SERIALIZABLE")
                .with("batchsize", "2")
                .with("queryTimeout", "30")
                .with("createTableOptions", "WITH (fillfactor = 70)")
                .with("createTableColumnTypes", "a NUMERIC(5,1)")
                .write(0, row(1), row(2), row(3));

        assertThat(postgres.rows("SELECT a FROM apart.in_schema ORDER BY a")).containsExactly("1.0", "2.0", "3.0");
        assertThat(postgres.rows("SELECT reloptions FROM pg_class WHERE relname = 'in_schema'"))
                .containsExactly("{fillfactor=70}");
    }
}
