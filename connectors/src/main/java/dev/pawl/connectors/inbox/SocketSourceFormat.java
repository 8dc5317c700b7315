package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Lines from a server to which the query connects: {@code USING socket}. */
public final class SocketSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "socket";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                        new OptionDoc("host", "needed", "the server to which the query connects"),
                        new OptionDoc("port", "needed", "its port"),
                        new OptionDoc(
                                "includeTimestamp",
                                "`false`",
                                "adds the column `timestamp`: when the line was received"),
                        InboxTable.LOG_OPTION)
                .and("numPartitions"));
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        if (columns.isPresent()) {
            throw fixedColumns(name(), options);
        }
        String host = options.require("host").strip();
        options.require("port");
        int port = Math.toIntExact(options.number("port", 1).orElseThrow());
        if (port > 65_535) {
            throw options.invalid("port", "at most 65535");
        }
        StructType schema = new StructType().add(InboxTable.VALUE, DataTypes.StringType);
        if (options.flag("includeTimestamp", false)) {
            schema = schema.add(InboxTable.TIMESTAMP, DataTypes.TimestampType);
        }
        return new InboxTable(
                name(),
                "TextSocketV2[host: " + host + ", port: " + port + "]",
                schema,
                true,
                InboxTable.logBytes(options),
                log -> SocketReceiver.connect(host, port, log, outside.clock()));
    }

    static PawlException fixedColumns(String format, Options options) {
        return new PawlException(
                ErrorCode.SOURCE_UNSUPPORTED,
                "Source " + format + " has columns of its own, but columns were given for " + options.owner()
                        + ": take value apart in a query, for example with from_json.");
    }
}
