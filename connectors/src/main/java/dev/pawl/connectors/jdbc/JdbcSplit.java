package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of one {@code SELECT}, on a connection of its own.
 *
 * @param columns as the driver describes them, in the order of the required ones
 */
record JdbcSplit(
        Database database, String sql, List<ResultColumn> columns, StructType required, ZoneId zone, int fetchSize)
        implements Split {
    @Override
    public String description() {
        return database.shownUrl() + ", " + sql;
    }

    @Override
    public RowReader open() {
        Connection connection = null;
        try {
            connection = database.connect();
            database.dialect().prepareReading(connection);
            PreparedStatement statement = database.limited(connection.prepareStatement(sql));
            statement.setFetchSize(fetchSize);
            return new Reader(connection, statement.executeQuery());
        } catch (SQLException e) {
            PawlException failure = failed(e);
            close(connection, failure);
            throw failure;
        }
    }

    private PawlException failed(SQLException e) {
        return SqlFailure.of(e).reported(database.options(), ErrorCode.SOURCE_UNAVAILABLE, "Reading " + description());
    }

    private static void close(@org.jspecify.annotations.Nullable Connection connection, PawlException failure) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private final class Reader implements RowReader {
        private final Connection connection;
        private final ResultSet rows;
        private final List<ValueGetter> getters;
        private final GenericInternalRow row;

        Reader(Connection connection, ResultSet rows) {
            this.connection = connection;
            this.rows = rows;
            this.getters = ValueGetter.of(database.dialect(), columns, required, zone);
            this.row = new GenericInternalRow(columns.size());
        }

        @Override
        public boolean next() {
            try {
                if (!rows.next()) {
                    return false;
                }
                for (int i = 0; i < getters.size(); i++) {
                    row.update(i, getters.get(i).get(rows, i + 1));
                }
                return true;
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }
}
