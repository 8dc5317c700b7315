package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * The table that a query writes: made if it is not there, and checked if it is.
 *
 * @param name as it is written in SQL
 * @param quote what the database puts around names; empty if it has no quotes
 * @param columns those that the query writes, in the order of the query
 */
record SinkTable(String name, String quote, List<TableColumn> columns) {
    SinkTable {
        columns = List.copyOf(columns);
    }

    static SinkTable open(Connection connection, Database database, SinkSettings settings) throws SQLException {
        String quote = quote(connection);
        String sql = "SELECT * FROM " + settings.table() + " WHERE 1 = 0";
        List<TableColumn> there = makingIfMissing(
                connection, database, () -> columns(connection, sql), () -> create(database, settings, quote));
        return new SinkTable(settings.table(), quote, matched(database, settings, there));
    }

    /** Looks at something. */
    interface Look<T> {
        T look() throws SQLException;
    }

    /**
     * Looks at a table, and makes it if that fails because it is not there. Another process may make it at the same time: then it is
     * there as well.
     */
    static <T> T makingIfMissing(
            Connection connection, Database database, Look<T> look, java.util.function.Supplier<String> create)
            throws SQLException {
        try {
            return look.look();
        } catch (SQLException missing) {
            if (!database.dialect().saysNoSuchTable(SqlFailure.of(missing))) {
                throw missing;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(create.get());
            } catch (SQLException failed) {
                try {
                    return look.look();
                } catch (SQLException stillMissing) {
                    failed.addSuppressed(missing);
                    throw failed;
                }
            }
            return look.look();
        }
    }

    static String quote(Connection connection) throws SQLException {
        return connection.getMetaData().getIdentifierQuoteString().strip();
    }

    static String quoted(String name, String quote) {
        return quote.isEmpty() ? name : quote + name.replace(quote, quote + quote) + quote;
    }

    private static List<TableColumn> columns(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet nothing = statement.executeQuery(sql)) {
            ResultSetMetaData described = nothing.getMetaData();
            List<TableColumn> columns = new ArrayList<>();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(new TableColumn(
                        described.getColumnName(i), described.getColumnType(i), described.getColumnTypeName(i)));
            }
            return columns;
        }
    }

    private static String create(Database database, SinkSettings settings, String quote) {
        List<String> parts = new ArrayList<>();
        for (StructField field : settings.request().columns().fields()) {
            String type = Optional.ofNullable(settings.columnTypes().get(field.name()))
                    .or(() -> database.dialect().columnType(field.dataType()))
                    .orElseThrow(() -> new PawlException(
                            ErrorCode.SINK_SCHEMA_MISMATCH,
                            "Column " + field.name() + " of "
                                    + settings.request().options().owner() + " is "
                                    + field.dataType().sql()
                                    + ", for which " + database.shownUrl()
                                    + " has no type: write it as text with to_json."));
            boolean isKey = settings.upsertKeys().contains(field.name());
            parts.add(quoted(field.name(), quote) + " " + type + (isKey ? " NOT NULL" : ""));
        }
        if (!settings.upsertKeys().isEmpty()) {
            List<String> keys = settings.upsertKeys().stream()
                    .map(key -> quoted(key, quote))
                    .toList();
            parts.add("PRIMARY KEY (" + String.join(", ", keys) + ")");
        }
        String options = settings.tableOptions().isEmpty() ? "" : " " + settings.tableOptions();
        return "CREATE TABLE " + settings.table() + " (" + String.join(", ", parts) + ")" + options;
    }

    private static List<TableColumn> matched(Database database, SinkSettings settings, List<TableColumn> there) {
        List<TableColumn> columns = new ArrayList<>();
        for (StructField field : settings.request().columns().fields()) {
            TableColumn column = find(there, field.name())
                    .orElseThrow(() -> mismatch(
                            settings,
                            "has no column " + field.name() + ", which the query writes; it has "
                                    + String.join(
                                            ", ",
                                            there.stream()
                                                    .map(TableColumn::name)
                                                    .toList())));
            if (!database.dialect().takes(field.dataType(), column)) {
                throw mismatch(
                        settings,
                        "has column " + column.name() + " of type " + column.typeName()
                                + ", which does not take the query's "
                                + field.dataType().sql());
            }
            columns.add(column);
        }
        return columns;
    }

    private static PawlException mismatch(SinkSettings settings, String what) {
        return new PawlException(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Table " + settings.table() + " of "
                        + settings.request().options().owner() + " " + what + ".");
    }

    /** Exactly, or else without regard to case if that is not two columns. */
    private static Optional<TableColumn> find(List<TableColumn> columns, String name) {
        List<TableColumn> exact =
                columns.stream().filter(column -> column.name().equals(name)).toList();
        List<TableColumn> found = exact.isEmpty()
                ? columns.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .toList()
                : exact;
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    String insert() {
        return "INSERT INTO " + name + " (" + String.join(", ", quotedNames(columns)) + ") VALUES ("
                + String.join(", ", columns.stream().map(column -> "?").toList()) + ")";
    }

    List<String> quotedNames(List<TableColumn> some) {
        return some.stream().map(column -> quoted(column.name(), quote)).toList();
    }
}
