package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a query wants written into a table.
 *
 * @param upsertKeys names of columns, as the query spells them; empty if rows are only added
 * @param columnTypes SQL of the types of new columns, by name, where it is given
 * @param replacesAll whether each batch is the whole table
 */
record SinkSettings(
        SinkRequest request,
        String table,
        String ledgerTable,
        String jobName,
        List<String> upsertKeys,
        Map<String, String> columnTypes,
        String tableOptions,
        boolean replacesAll,
        boolean truncates,
        int batchSize,
        OptionalInt isolation) {
    private static final int BATCH_SIZE = 1000;

    SinkSettings {
        upsertKeys = List.copyOf(upsertKeys);
        columnTypes = Map.copyOf(columnTypes);
    }

    static SinkSettings of(SinkRequest request) {
        Options options = request.options();
        if (!request.partitionColumns().isEmpty()) {
            throw new PawlException(
                    ErrorCode.SINK_UNSUPPORTED,
                    "A table of a database has no directories: leave out PARTITIONED BY of " + options.owner()
                            + ", and use option createTableOptions if the database partitions tables.");
        }
        if (request.mode() == OutputMode.UPDATE) {
            options.require("upsertKeys");
        }
        return new SinkSettings(
                request,
                options.require("dbtable").strip(),
                options.text("ledgerTable", "pawl_ledger").strip(),
                options.text("jobName", request.queryId()),
                upsertKeys(request),
                columnTypes(request),
                options.text("createTableOptions", ""),
                request.mode() == OutputMode.COMPLETE,
                options.flag("truncate", false),
                Math.toIntExact(Math.min(options.number("batchsize", 1).orElse(BATCH_SIZE), Short.MAX_VALUE)),
                isolation(options));
    }

    private static List<String> upsertKeys(SinkRequest request) {
        List<String> keys = new ArrayList<>();
        for (String key : request.options().text("upsertKeys", "").split(",", -1)) {
            String name = key.strip();
            if (!name.isEmpty()) {
                keys.add(column(request, name, "upsertKeys"));
            }
        }
        return keys;
    }

    private static String column(SinkRequest request, String name, String option) {
        for (String column : request.columns().fieldNames()) {
            if (column.equalsIgnoreCase(name)) {
                return column;
            }
        }
        throw new PawlException(
                ErrorCode.SINK_SCHEMA_MISMATCH,
                "Option " + option + " of " + request.options().owner() + " names column " + name
                        + ", which the query does not have; it has "
                        + String.join(", ", request.columns().fieldNames()) + ".");
    }

    /** {@code name VARCHAR(64), price NUMERIC(9,2)}: the types are the database's own. */
    private static Map<String, String> columnTypes(SinkRequest request) {
        Map<String, String> types = new HashMap<>();
        String text = request.options().text("createTableColumnTypes", "");
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == text.length())) {
                String[] nameAndType = text.substring(from, i).strip().split("\\s+", 2);
                if (nameAndType.length == 2) {
                    String name = nameAndType[0].replaceAll("^[`\"]|[`\"]$", "");
                    types.put(column(request, name, "createTableColumnTypes"), nameAndType[1]);
                } else if (!nameAndType[0].isEmpty() || (types.isEmpty() && !text.isEmpty())) {
                    throw request.options()
                            .invalid("createTableColumnTypes", "like name VARCHAR(64), price NUMERIC(9,2)");
                }
                from = i + 1;
            }
        }
        return types;
    }

    private static OptionalInt isolation(Options options) {
        String name = options.text("isolationLevel", "").strip().toUpperCase(Locale.ROOT);
        return switch (name) {
            case "" -> OptionalInt.empty();
            case "READ_UNCOMMITTED" -> OptionalInt.of(Connection.TRANSACTION_READ_UNCOMMITTED);
            case "READ_COMMITTED" -> OptionalInt.of(Connection.TRANSACTION_READ_COMMITTED);
            case "REPEATABLE_READ" -> OptionalInt.of(Connection.TRANSACTION_REPEATABLE_READ);
            case "SERIALIZABLE" -> OptionalInt.of(Connection.TRANSACTION_SERIALIZABLE);
            default ->
                throw options.invalid(
                        "isolationLevel",
                        "READ_UNCOMMITTED, READ_COMMITTED, REPEATABLE_READ or SERIALIZABLE: without a transaction (NONE) a batch"
                                + " could not be written once");
        };
    }
}
