package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Tables of a database as they are when they are read: {@code USING jdbc}. */
public final class JdbcSourceFormat implements SourceFormat {
    /** What is left of the options belongs to the driver. */
    static final OptionNames NAMES = OptionNames.documented(
                    new OptionDoc("url", "needed", "where the database is, as its driver wants it"),
                    new OptionDoc(
                            "dbtable",
                            "this or `query` needed",
                            "what stands after `FROM`: a table, or `(SELECT …) AS t`"),
                    new OptionDoc("query", "this or `dbtable` needed", "a `SELECT`"),
                    new OptionDoc("user", "", "who connects"),
                    new OptionDoc("password", "", "never shown in messages"),
                    new OptionDoc("driver", "found by the url", "class of the driver"),
                    new OptionDoc(
                            "partitionColumn",
                            "",
                            "a column of numbers, dates or timestamps by which the table is read in several parts; not with `query`"),
                    new OptionDoc(
                            "lowerBound",
                            "with `partitionColumn` needed",
                            "where the second part begins, roughly; it leaves out nothing"),
                    new OptionDoc(
                            "upperBound",
                            "with `partitionColumn` needed",
                            "where the last part begins, roughly; it leaves out nothing"),
                    new OptionDoc("numPartitions", "1", "how many parts"),
                    new OptionDoc("fetchsize", "1000", "rows that are fetched at once"),
                    new OptionDoc("queryTimeout", "0", "seconds a statement may take; 0 is without limit"),
                    new OptionDoc("sessionInitStatement", "", "SQL that each new connection runs first"),
                    new OptionDoc("prepareQuery", "", "SQL in front of each `SELECT`, such as a `WITH`"),
                    new OptionDoc("customSchema", "", "other types for some columns: `id DECIMAL(38,0), name STRING`"),
                    new OptionDoc("preferTimestampNTZ", "`false`", "timestamps without zone become `TIMESTAMP_NTZ`"),
                    new OptionDoc("*", "", "a property that the driver knows, such as `ApplicationName` or `sslmode`"))
            .and(
                    "hint",
                    "pushDownAggregate",
                    "pushDownLimit",
                    "pushDownOffset",
                    "pushDownPredicate",
                    "pushDownTableSample");

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(NAMES.passingOn(""));
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        if (columns.isPresent()) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "The database says which columns a table has, but columns were given for " + options.owner()
                            + ": use option customSchema for other types.");
        }
        return JdbcTable.define(options);
    }
}
