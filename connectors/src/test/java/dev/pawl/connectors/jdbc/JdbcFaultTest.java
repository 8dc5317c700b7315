package dev.pawl.connectors.jdbc;

import static dev.pawl.connectors.jdbc.Writing.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.jdbc.FaultyDriver.Moment;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever breaks at whichever call, and whoever else writes: each row is in the table once. */
@ExtendWith(SharedPostgres.class)
final class JdbcFaultTest {
    private static final int BATCHES = 2;
    private static final int PATIENCE_SECONDS = 60;

    private final PostgresServer postgres;

    JdbcFaultTest(PostgresServer postgres) {
        this.postgres = postgres;
    }

    @AfterEach
    void undisturbed() {
        FaultyDriver.follow((call, name, connection) -> Moment.NORMAL);
    }

    private Writing writing(String table) {
        return Writing.to(postgres, table, "id INT")
                .with("ledgerTable", table + "_ledger")
                .with("batchsize", "2")
                .with("driver", FaultyDriver.class.getName());
    }

    /** As a query does: batches that are in are passed over. */
    private static void runAll(Writing writing) {
        try (StreamSink sink = writing.open()) {
            for (int batch = 0; batch < BATCHES; batch++) {
                if (!sink.isCommitted(batch)) {
                    Writing.write(sink, batch, row(batch * 3), row(batch * 3 + 1), row(batch * 3 + 2));
                }
            }
        }
    }

    /** Starts again, as often as it takes. */
    private static Set<ErrorCode> runToTheEnd(Writing writing) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        for (int start = 0; start < 3; start++) {
            try {
                runAll(writing);
                return codes;
            } catch (PawlException e) {
                codes.add(e.code());
            } catch (FaultyDriver.Died e) {
                // a process that is gone says nothing
            }
        }
        throw new AssertionError("did not come to an end: " + codes);
    }

    @Test
    void everyCallToTheDatabaseMayBreakOrBeTheLast() {
        Writing writing = writing("broken");
        runAll(writing);
        FaultyDriver.follow((call, name, connection) -> Moment.NORMAL);
        postgres.execute("DROP TABLE broken, broken_ledger");
        runAll(writing);
        int calls = FaultyDriver.calls();
        assertThat(calls).isGreaterThan(15);

        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        // What is left before a call is what was left after the one before it.
        for (Moment moment : List.of(Moment.DIES_AFTER, Moment.BREAKS_AFTER)) {
            for (int at = 0; at < calls; at++) {
                postgres.execute("DROP TABLE IF EXISTS broken, broken_ledger");
                int chosen = at;
                FaultyDriver.follow((call, name, connection) -> call == chosen ? moment : Moment.NORMAL);
                codes.addAll(runToTheEnd(writing));
                assertThat(postgres.rows("SELECT id FROM broken ORDER BY id"))
                        .as("%s at call %s", moment, at)
                        .containsExactly("0", "1", "2", "3", "4", "5");
                assertThat(postgres.rows("SELECT batch_id, rows FROM broken_ledger ORDER BY batch_id"))
                        .containsExactly("0 3", "1 3");
            }
        }
        assertThat(codes).containsExactlyInAnyOrder(ErrorCode.SINK_FAILED, ErrorCode.SINK_COMMIT_UNKNOWN);
    }

    @Test
    void aConnectionThatIsGoneBeforeTheCommitIsSaidToBeUnknownToo() {
        Writing writing = writing("gone");
        FaultyDriver.follow(
                (call, name, connection) -> name.equals("commit") && call < 20 ? Moment.BREAKS_BEFORE : Moment.NORMAL);

        assertThat(runToTheEnd(writing)).containsExactly(ErrorCode.SINK_COMMIT_UNKNOWN);
        assertThat(postgres.rows("SELECT id FROM gone ORDER BY id")).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void aCommitOfUnknownOutcomeIsSaidToBeOne() {
        Writing writing = writing("unknown");
        FaultyDriver.follow((call, name, connection) -> name.equals("commit") ? Moment.BREAKS_AFTER : Moment.NORMAL);
        try {
            runAll(writing);
            throw new AssertionError("the commit did not break");
        } catch (PawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.SINK_COMMIT_UNKNOWN);
            assertThat(e.what())
                    .isEqualTo("Whether batch 0 is in table unknown of " + postgres.url()
                            + " is not known: the connection broke.");
        }
    }

    /** Runs something when a writer is about to commit, and so has its row in the ledger already. */
    private void beforeCommit(Runnable work) {
        AtomicReference<@Nullable Runnable> once = new AtomicReference<>(work);
        FaultyDriver.follow((call, name, connection) -> {
            Runnable now = name.equals("commit") ? once.getAndSet(null) : null;
            if (now != null) {
                now.run();
            }
            return Moment.NORMAL;
        });
    }

    private CompletableFuture<Void> inBackground(Writing writing) {
        return CompletableFuture.runAsync(() -> writing.write(0, row(1)));
    }

    private void awaitOneThatWaitsForALock() {
        for (int i = 0; i < PATIENCE_SECONDS * 100; i++) {
            if (!postgres.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .isEmpty()) {
                return;
            }
        }
        throw new AssertionError("nobody waits for a lock");
    }

    @Test
    void aSecondWriterWaitsForTheEndOfThePausedOneAndIsRefused() throws Exception {
        Writing writing = writing("paused");
        writing.open().close();
        List<CompletableFuture<Void>> second = new CopyOnWriteArrayList<>();
        beforeCommit(() -> {
            second.add(inBackground(writing));
            awaitOneThatWaitsForALock();
        });
        writing.write(0, row(1));

        assertThat(failure(second.get(0)).code()).isEqualTo(ErrorCode.JDBC_CONCURRENT_TRANSACTION);
        assertThat(postgres.rows("SELECT id FROM paused")).containsExactly("1");
    }

    @Test
    void aSecondWriterGoesOnWhenThePausedOneIsThrownOut() throws Exception {
        Writing writing = writing("thrown");
        writing.open().close();
        List<CompletableFuture<Void>> second = new CopyOnWriteArrayList<>();
        beforeCommit(() -> {
            second.add(inBackground(writing));
            awaitOneThatWaitsForALock();
            postgres.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'");
        });
        try {
            writing.write(0, row(1));
            throw new AssertionError("the first one was not thrown out");
        } catch (PawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.SINK_COMMIT_UNKNOWN);
        }

        second.get(0).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(postgres.rows("SELECT id FROM thrown")).containsExactly("1");
    }

    private static PawlException failure(CompletableFuture<Void> done) throws InterruptedException, TimeoutException {
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (PawlException) Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void aTransactionThatTheDatabaseGivesUpIsMadeAgain() throws Exception {
        Writing writing = writing("deadlock")
                .with("upsertKeys", "id")
                .with(OutputMode.UPDATE)
                .with("batchsize", "1");
        writing.open().close();
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        FaultyDriver.follow((call, name, connection) -> {
            awaitSecondRow(bothHaveOne, name, connection);
            return Moment.NORMAL;
        });
        CompletableFuture<Void> other = CompletableFuture.runAsync(
                () -> writing.with("jobName", "other").write(0, row(2), row(1)));
        writing.write(0, row(1), row(2));
        other.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(FaultyDriver.calls()).as("one of them was made again").isGreaterThan(2 * 11);
        assertThat(postgres.rows("SELECT id FROM deadlock ORDER BY id")).containsExactly("1", "2");
        assertThat(postgres.rows("SELECT job_name, batch_id FROM deadlock_ledger ORDER BY job_name"))
                .containsExactly("other 0", "query-1 0");
    }

    /** When a writer has sent its first row, it waits until the other has too; once. */
    private static void awaitSecondRow(CyclicBarrier barrier, String name, Connection connection) throws SQLException {
        if (!name.equals("executeBatch") || barrier.isBroken()) {
            return;
        }
        boolean hasRow;
        try (Statement statement = connection.createStatement();
                java.sql.ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM deadlock")) {
            found.next();
            hasRow = found.getInt(1) == 1;
        }
        if (hasRow) {
            try {
                barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                // Only the first time: a transaction that is made again meets nobody.
                barrier.reset();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new SQLException("the other writer did not come", e);
            }
        }
    }
}
