package dev.pawl.connectors.jdbc;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Rows into a table of a database: {@code USING jdbc}. */
public final class JdbcSinkFormat implements SinkFormat {
    private static final String JOB_NAME = "jobName";

    /** What is left of the options belongs to the driver. */
    static final OptionNames NAMES = OptionNames.documented(
                    new OptionDoc("url", "needed", "where the database is, as its driver wants it"),
                    new OptionDoc(
                            "dbtable", "needed", "the table, as it is written in SQL; it is made if it is not there"),
                    new OptionDoc("user", "", "who connects"),
                    new OptionDoc("password", "", "never shown in messages"),
                    new OptionDoc("driver", "found by the url", "class of the driver"),
                    new OptionDoc(
                            "upsertKeys",
                            "",
                            "columns, separated by commas, that tell a row: one that is there is replaced. Needed for"
                                    + " `outputMode` `update`"),
                    new OptionDoc(
                            "ledgerTable", "`pawl_ledger`", "the table that says which batches are in; it is made too"),
                    new OptionDoc(
                            JOB_NAME,
                            "the id of the query",
                            "the name of the query in the ledger. Two queries must not have the same"),
                    new OptionDoc("batchsize", "1000", "rows that are sent at once"),
                    new OptionDoc(
                            "isolationLevel",
                            "the database's",
                            "`READ_UNCOMMITTED`, `READ_COMMITTED`, `REPEATABLE_READ` or `SERIALIZABLE`"),
                    new OptionDoc("queryTimeout", "0", "seconds a statement may take; 0 is without limit"),
                    new OptionDoc("sessionInitStatement", "", "SQL that each new connection runs first"),
                    new OptionDoc(
                            "truncate",
                            "`false`",
                            "`outputMode` `complete` empties the table with `TRUNCATE` instead of `DELETE`; only PostgreSQL, where a"
                                    + " transaction can take it back"),
                    new OptionDoc("createTableOptions", "", "SQL after the columns of a `CREATE TABLE`"),
                    new OptionDoc(
                            "createTableColumnTypes",
                            "",
                            "other types for a new table: `name VARCHAR(64), price NUMERIC(9,2)`"),
                    new OptionDoc("*", "", "a property that the driver knows, such as `ApplicationName` or `sslmode`"))
            .and("numPartitions");

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(NAMES.passingOn(""));
    }

    @Override
    public Options beside(Options options) {
        Map<String, String> all = new HashMap<>(options.asMap());
        all.replaceAll((name, value) -> name.equalsIgnoreCase(JOB_NAME) ? value + "-replay" : value);
        return new Options(options.owner(), all);
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        return JdbcSink.open(request, outside.clock());
    }
}
