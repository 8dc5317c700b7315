package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each batch in one transaction: first its row in the ledger, then its rows. Tasks only spool their rows, so a task that is tried again
 * leaves nothing behind, and a transaction that the database gives up is made again from the spools.
 */
final class JdbcSink implements StreamSink {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSink.class);

    private static final int TRANSACTION_ATTEMPTS = 5;
    private static final long SPOOL_BYTES_IN_MEMORY = 64L << 20;

    private final Database database;
    private final SinkSettings settings;
    private final SinkTable table;
    private final Ledger ledger;
    private final ValueSetters setters;
    private final InstantSource clock;
    private @Nullable Connection connection;
    private OptionalLong latest;

    private JdbcSink(
            Database database,
            SinkSettings settings,
            SinkTable table,
            Ledger ledger,
            InstantSource clock,
            Connection connection)
            throws SQLException {
        this.database = database;
        this.settings = settings;
        this.table = table;
        this.ledger = ledger;
        this.clock = clock;
        this.connection = connection;
        ZoneId zone = ZoneId.of(SQLConf.get().sessionLocalTimeZone(), ZoneId.SHORT_IDS);
        this.setters = new ValueSetters(database.dialect(), columns(), table.columns(), zone);
        this.latest = ledger.latest(connection);
    }

    static StreamSink open(SinkRequest request, InstantSource clock) {
        SinkSettings settings = SinkSettings.of(request);
        Database database = Database.of(
                request.options(), JdbcSinkFormat.NAMES, settings.upsertKeys().isEmpty());
        Connection connection = null;
        try {
            connection = database.connect();
            SinkTable table = SinkTable.open(connection, database, settings);
            Ledger ledger = Ledger.open(connection, database, settings);
            return new JdbcSink(database, settings, table, ledger, clock, connection);
        } catch (SQLException | RuntimeException e) {
            if (connection != null) {
                discard(connection);
            }
            throw e instanceof SQLException sql
                    ? SqlFailure.of(sql)
                            .reported(
                                    request.options(),
                                    ErrorCode.SINK_FAILED,
                                    "Opening table " + settings.table() + " of " + database.shownUrl())
                    : (RuntimeException) e;
        }
    }

    private StructType columns() {
        return settings.request().columns();
    }

    private Options options() {
        return settings.request().options();
    }

    @Override
    public String description() {
        return "JdbcSink[" + database.shownUrl() + ", " + settings.table() + "]";
    }

    @Override
    public boolean isCommitted(long batchId) {
        return latest.isPresent() && batchId <= latest.getAsLong();
    }

    @Override
    public SinkBatch begin(long batchId) {
        return new Batch(batchId);
    }

    @Override
    public void close() {
        if (connection != null) {
            discard(connection);
            connection = null;
        }
    }

    private final class Batch implements SinkBatch {
        private final long batchId;
        private final SpoolBudget budget = new SpoolBudget(SPOOL_BYTES_IN_MEMORY);
        private final Queue<RowSpool> spools = new ConcurrentLinkedQueue<>();

        Batch(long batchId) {
            this.batchId = batchId;
        }

        @Override
        public RowWriter writer(int task, int attempt) {
            RowSpool spool = new RowSpool(budget, columns());
            spools.add(spool);
            return spool;
        }

        @Override
        public void commit(List<WrittenPart> parts) {
            try {
                write(batchId, parts);
            } finally {
                abort();
            }
        }

        @Override
        public void abort() {
            spools.forEach(RowSpool::abort);
            spools.clear();
        }
    }

    private void write(long batchId, List<WrittenPart> parts) {
        for (int attempt = 1; ; attempt++) {
            Connection open = connected(batchId);
            try {
                fill(open, batchId, parts);
            } catch (SQLException e) {
                SqlFailure failure = SqlFailure.of(e);
                lose(open);
                requireNotCommittedBySomebodyElse(batchId, failure);
                if (attempt < TRANSACTION_ATTEMPTS && mayPass(failure)) {
                    warn(batchId, failure);
                    continue;
                }
                throw failure.reported(options(), ErrorCode.SINK_FAILED, writing(batchId));
            } catch (IOException e) {
                lose(open);
                throw new PawlException(
                        ErrorCode.SINK_FAILED, writing(batchId) + " failed: its spooled rows cannot be read.", e);
            } catch (RuntimeException e) {
                lose(open);
                throw e;
            }
            if (commit(open, batchId, attempt < TRANSACTION_ATTEMPTS)) {
                latest = OptionalLong.of(batchId);
                return;
            }
        }
    }

    /** The ledger first: of two writers of a batch the second waits there for the end of the first, and finds its row. */
    private void fill(Connection open, long batchId, List<WrittenPart> parts) throws SQLException, IOException {
        open.setAutoCommit(false);
        OptionalLong found = ledger.latest(open);
        if (found.isPresent() && found.getAsLong() >= batchId) {
            throw concurrent(batchId, found.getAsLong());
        }
        long rows = parts.stream().mapToLong(WrittenPart::rows).sum();
        ledger.insert(open, batchId, rows, clock.instant());
        if (settings.replacesAll()) {
            try (Statement statement = database.limited(open.createStatement())) {
                statement.executeUpdate(database.dialect().emptying(settings.table(), settings.truncates()));
            }
        }
        if (rows > 0) {
            try (RowStatement statement = RowStatement.prepare(open, database, settings, table, setters)) {
                for (WrittenPart part : parts) {
                    ((RowSpool) part).each(statement::add);
                }
                statement.flush();
            }
        }
    }

    /** @return false if the database gave the transaction up, and it may be made again */
    private boolean commit(Connection open, long batchId, boolean mayTryAgain) {
        try {
            database.dialect().commit(open);
            return true;
        } catch (SQLException e) {
            SqlFailure failure = SqlFailure.of(e);
            lose(open);
            boolean isRolledBack = failure.kind() == SqlFailure.Kind.TRANSACTION_LOST
                    || failure.kind() == SqlFailure.Kind.CONSTRAINT_BROKEN;
            if (!isRolledBack) {
                throw new PawlException(
                        ErrorCode.SINK_COMMIT_UNKNOWN,
                        "Whether batch " + batchId + " is in table " + settings.table() + " of " + database.shownUrl()
                                + " is not known: " + failure.told(options()),
                        failure.cause());
            }
            if (mayTryAgain && mayPass(failure)) {
                warn(batchId, failure);
                return false;
            }
            throw failure.reported(options(), ErrorCode.SINK_FAILED, writing(batchId));
        }
    }

    private static boolean mayPass(SqlFailure failure) {
        return failure.kind() == SqlFailure.Kind.TRANSACTION_LOST || failure.kind() == SqlFailure.Kind.CONNECTION_LOST;
    }

    /** A broken key may be the ledger's: then another process wrote the batch while this one waited. */
    private void requireNotCommittedBySomebodyElse(long batchId, SqlFailure failure) {
        if (failure.kind() != SqlFailure.Kind.CONSTRAINT_BROKEN) {
            return;
        }
        try {
            OptionalLong found = ledger.latest(connected(batchId));
            if (found.isPresent() && found.getAsLong() >= batchId) {
                throw concurrent(batchId, found.getAsLong());
            }
        } catch (SQLException e) {
            failure.cause().addSuppressed(e);
        }
    }

    private PawlException concurrent(long batchId, long found) {
        return new PawlException(
                ErrorCode.JDBC_CONCURRENT_TRANSACTION,
                "Batch " + batchId + " was not written: in " + settings.ledgerTable() + " of " + database.shownUrl()
                        + " batch " + found + " of job " + settings.jobName()
                        + " appeared, which this process did not write.");
    }

    private Connection connected(long batchId) {
        Connection open = connection;
        if (open == null) {
            try {
                open = database.connect();
            } catch (SQLException e) {
                throw SqlFailure.of(e).reported(options(), ErrorCode.SINK_FAILED, writing(batchId));
            }
            connection = open;
        }
        return open;
    }

    private void lose(Connection open) {
        discard(open);
        connection = null;
    }

    /** Some databases commit what is open when they are left. */
    private static void discard(Connection open) {
        try {
            if (!open.getAutoCommit()) {
                open.rollback();
            }
        } catch (SQLException e) {
            LOG.debug("rolling back failed: {}", e.getSQLState());
        }
        try {
            open.close();
        } catch (SQLException e) {
            LOG.debug("closing failed: {}", e.getSQLState());
        }
    }

    private void warn(long batchId, SqlFailure failure) {
        LOG.warn("transaction of batch {} is made again, sink={}: {}", batchId, description(), failure.told(options()));
    }

    private String writing(long batchId) {
        return "Writing batch " + batchId + " to table " + settings.table() + " of " + database.shownUrl();
    }
}
