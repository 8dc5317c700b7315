package dev.pawl.connectors.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Sends rows to a table, many at once where the database can. */
final class RowStatement implements AutoCloseable {
    private final ValueSetters setters;
    private final int batchSize;
    private final List<Integer> keys;
    private final List<Integer> others;
    private final PreparedStatement insert;
    /** Where the database has no insert that replaces: tried first, row by row. */
    private final @Nullable PreparedStatement replace;

    private int waiting;

    private RowStatement(
            ValueSetters setters,
            int batchSize,
            List<Integer> keys,
            List<Integer> others,
            PreparedStatement insert,
            @Nullable PreparedStatement replace) {
        this.setters = setters;
        this.batchSize = batchSize;
        this.keys = keys;
        this.others = others;
        this.insert = insert;
        this.replace = replace;
    }

    static RowStatement prepare(
            Connection connection, Database database, SinkSettings settings, SinkTable table, ValueSetters setters)
            throws SQLException {
        String[] names = settings.request().columns().fieldNames();
        List<Integer> keys = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            (settings.upsertKeys().contains(names[i]) ? keys : others).add(i);
        }
        List<String> quoted = table.quotedNames(table.columns());
        List<String> keyNames = keys.stream().map(quoted::get).toList();
        List<String> otherNames = others.stream().map(quoted::get).toList();
        Optional<String> upsert = keys.isEmpty()
                ? Optional.of(table.insert())
                : database.dialect().upsert(table.insert(), keyNames, otherNames);
        PreparedStatement insert = database.limited(connection.prepareStatement(upsert.orElse(table.insert())));
        PreparedStatement replace = null;
        if (upsert.isEmpty()) {
            // With nothing but keys there is nothing to replace: a key is set to itself, to see whether it is there.
            List<String> set =
                    otherNames.isEmpty() ? List.of(keyNames.get(0) + " = " + keyNames.get(0)) : assigned(otherNames);
            replace = database.limited(connection.prepareStatement("UPDATE " + table.name() + " SET "
                    + String.join(", ", set) + " WHERE " + String.join(" AND ", assigned(keyNames))));
        }
        return new RowStatement(setters, settings.batchSize(), keys, others, insert, replace);
    }

    private static List<String> assigned(List<String> names) {
        return names.stream().map(name -> name + " = ?").toList();
    }

    void add(UnsafeRow row) throws SQLException {
        setters.requireKeys(row, keys);
        if (replace != null) {
            int index = 1;
            for (int column : others) {
                setters.set(replace, index++, row, column);
            }
            for (int column : keys) {
                setters.set(replace, index++, row, column);
            }
            if (replace.executeUpdate() > 0) {
                return;
            }
        }
        for (int column = 0; column < keys.size() + others.size(); column++) {
            setters.set(insert, column + 1, row, column);
        }
        if (replace != null) {
            insert.executeUpdate();
            return;
        }
        insert.addBatch();
        if (++waiting >= batchSize) {
            flush();
        }
    }

    void flush() throws SQLException {
        if (waiting > 0) {
            insert.executeBatch();
            waiting = 0;
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        if (replace != null) {
            replace.close();
        }
    }
}
