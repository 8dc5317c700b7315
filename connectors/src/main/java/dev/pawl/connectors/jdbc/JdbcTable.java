package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table, or a query, of a database.
 *
 * @param select what stands in front of {@code SELECT}
 * @param from what stands after {@code FROM}
 * @param described its columns as the driver tells them
 * @param columns the same with the types they are read as
 */
record JdbcTable(
        Database database,
        String select,
        String from,
        String quote,
        List<ResultColumn> described,
        StructType columns,
        Partitioning partitioning,
        int fetchSize)
        implements SourceTable {
    private static final int FETCH_SIZE = 1000;

    JdbcTable {
        described = List.copyOf(described);
    }

    static JdbcTable define(Options options) {
        Database database = Database.of(options, JdbcSourceFormat.NAMES, false);
        Optional<String> query = options.find("query");
        if (query.isPresent() && options.find("dbtable").isPresent()) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "Both dbtable and query are given for " + options.owner() + ": only one can be read.");
        }
        String from = query.map(text -> "(" + withoutEnd(text) + ") pawl_query")
                .orElseGet(() -> options.require("dbtable").strip());
        String select =
                options.find("prepareQuery").map(text -> text.strip() + " ").orElse("") + "SELECT ";
        int fetchSize = Math.toIntExact(Math.min(options.number("fetchsize", 0).orElse(FETCH_SIZE), Integer.MAX_VALUE));
        try (Connection connection = database.connect();
                Statement statement = database.limited(connection.createStatement());
                ResultSet nothing = statement.executeQuery(select + "* FROM " + from + " WHERE 1 = 0")) {
            List<ResultColumn> described = ColumnTypes.describe(nothing.getMetaData());
            StructType columns = ColumnTypes.columns(described, database, options);
            return new JdbcTable(
                    database,
                    select,
                    from,
                    SinkTable.quote(connection),
                    described,
                    columns,
                    Partitioning.of(options, columns),
                    fetchSize);
        } catch (SQLException e) {
            throw SqlFailure.of(e)
                    .reported(options, ErrorCode.SOURCE_UNAVAILABLE, "Asking for the columns of " + options.owner());
        }
    }

    private static String withoutEnd(String query) {
        return query.strip().replaceFirst(";$", "");
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        throw new PawlException(
                ErrorCode.SOURCE_UNSUPPORTED,
                "Format jdbc can only be read as it is, without STREAM: a database does not tell what is new in a table.");
    }

    @Override
    public StaticSource openStatic(StructType required) {
        ZoneId zone = ZoneId.of(SQLConf.get().sessionLocalTimeZone(), ZoneId.SHORT_IDS);
        List<String> names = Arrays.asList(columns.fieldNames());
        List<ResultColumn> read = new ArrayList<>();
        List<String> quoted = new ArrayList<>();
        for (String name : required.fieldNames()) {
            ResultColumn column = described.get(names.indexOf(name));
            read.add(column);
            quoted.add(SinkTable.quoted(column.name(), quote));
        }
        // As Spark: somebody only counts the rows.
        String list = quoted.isEmpty() ? "1" : String.join(", ", quoted);
        List<Split> splits = new ArrayList<>();
        for (Optional<String> condition : partitioning.conditions(quote)) {
            String sql = select + list + " FROM " + from
                    + condition.map(where -> " WHERE " + where).orElse("");
            splits.add(new JdbcSplit(database, sql, read, required, zone, fetchSize));
        }
        return new StaticSource() {
            @Override
            public List<Split> splits() {
                return splits;
            }

            @Override
            public void close() {}
        };
    }

    /** The types that {@code customSchema} gives instead of those of the database. */
    static StructType withCustomTypes(StructType columns, Options options) {
        Optional<String> custom = options.find("customSchema");
        if (custom.isEmpty()) {
            return columns;
        }
        StructField[] fields = columns.fields().clone();
        for (StructField given : StructType.fromDDL(custom.get()).fields()) {
            int at = -1;
            for (int i = 0; i < fields.length; i++) {
                at = fields[i].name().equalsIgnoreCase(given.name()) ? i : at;
            }
            if (at >= 0) {
                fields[at] = DataTypes.createStructField(fields[at].name(), given.dataType(), fields[at].nullable());
            }
        }
        return new StructType(fields);
    }
}
