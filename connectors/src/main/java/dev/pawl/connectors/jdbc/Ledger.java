package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.apache.spark.sql.types.DataTypes;

/**
 * The table that says which batches of which query are in: a row {@code (job_name, batch_id, rows, status, committed_at)} for each, written in
 * the transaction of the batch. Its primary key is what lets only one of two writers of a batch through.
 */
final class Ledger {
    private static final String COMMITTED = "committed";
    /** Of no batch; only tried, never committed. */
    private static final long PROBE = -1;

    private final Database database;
    private final String table;
    private final String jobName;
    private final String latestSql;
    private final String insertSql;
    private final TableColumn timeColumn;

    private Ledger(Database database, String table, String jobName, String quote) {
        this.database = database;
        this.table = table;
        this.jobName = jobName;
        this.latestSql = "SELECT MAX(" + SinkTable.quoted("batch_id", quote) + ") FROM " + table + " WHERE "
                + SinkTable.quoted("job_name", quote) + " = ?";
        this.insertSql = "INSERT INTO " + table + " (" + SinkTable.quoted("job_name", quote) + ", "
                + SinkTable.quoted("batch_id", quote) + ", " + SinkTable.quoted("rows", quote) + ", "
                + SinkTable.quoted("status", quote) + ", " + SinkTable.quoted("committed_at", quote)
                + ") VALUES (?, ?, ?, ?, ?)";
        this.timeColumn = new TableColumn(
                "committed_at",
                Types.TIMESTAMP,
                database.dialect()
                                .columnType(DataTypes.TimestampType)
                                .orElse("")
                                .contains("ZONE")
                        ? "timestamptz"
                        : "timestamp");
    }

    /** Makes the table if it is not there, and makes sure that it keeps a second writer out. */
    static Ledger open(Connection connection, Database database, SinkSettings settings) throws SQLException {
        String quote = SinkTable.quote(connection);
        Ledger ledger = new Ledger(database, settings.ledgerTable(), settings.jobName(), quote);
        SinkTable.makingIfMissing(
                connection, database, () -> ledger.latest(connection), () -> ledger.create(settings, quote));
        ledger.requireKey(connection, settings);
        return ledger;
    }

    private String create(SinkSettings settings, String quote) {
        String time = database.dialect().columnType(DataTypes.TimestampType).orElse("TIMESTAMP");
        return "CREATE TABLE " + settings.ledgerTable() + " (" + SinkTable.quoted("job_name", quote)
                + " VARCHAR(255) NOT NULL, " + SinkTable.quoted("batch_id", quote) + " BIGINT NOT NULL, "
                + SinkTable.quoted("rows", quote) + " BIGINT NOT NULL, " + SinkTable.quoted("status", quote)
                + " VARCHAR(20) NOT NULL, " + SinkTable.quoted("committed_at", quote) + " " + time
                + " NOT NULL, PRIMARY KEY (" + SinkTable.quoted("job_name", quote) + ", "
                + SinkTable.quoted("batch_id", quote) + "))";
    }

    /** Tried, not looked up: a table that somebody made may say the same in several ways. */
    private void requireKey(Connection connection, SinkSettings settings) throws SQLException {
        connection.setAutoCommit(false);
        boolean takesTwice = true;
        try {
            insert(connection, PROBE, 0, Instant.EPOCH);
            try {
                insert(connection, PROBE, 0, Instant.EPOCH);
            } catch (SQLException e) {
                if (SqlFailure.of(e).kind() != SqlFailure.Kind.CONSTRAINT_BROKEN) {
                    throw e;
                }
                takesTwice = false;
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        if (takesTwice) {
            throw new PawlException(
                    ErrorCode.SINK_SCHEMA_MISMATCH,
                    "Table " + table + ", which is to be the ledger of "
                            + settings.request().options().owner()
                            + ", takes a batch twice: give it PRIMARY KEY (job_name, batch_id).");
        }
    }

    /** The last batch of this query that is in; its batches come one after the other. */
    OptionalLong latest(Connection connection) throws SQLException {
        try (PreparedStatement statement = database.limited(connection.prepareStatement(latestSql))) {
            statement.setString(1, jobName);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                long batchId = found.getLong(1);
                return found.wasNull() ? OptionalLong.empty() : OptionalLong.of(batchId);
            }
        }
    }

    /** Part of the transaction of a batch. */
    void insert(Connection connection, long batchId, long rows, Instant now) throws SQLException {
        try (PreparedStatement statement = database.limited(connection.prepareStatement(insertSql))) {
            statement.setString(1, jobName);
            statement.setLong(2, batchId);
            statement.setLong(3, rows);
            statement.setString(4, COMMITTED);
            database.dialect().setInstant(statement, 5, now, ZoneOffset.UTC, timeColumn);
            statement.executeUpdate();
        }
    }
}
