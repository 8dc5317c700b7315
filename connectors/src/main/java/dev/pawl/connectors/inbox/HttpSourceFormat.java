package dev.pawl.connectors.inbox;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What others post: {@code USING http}. */
public final class HttpSourceFormat implements SourceFormat {
    private static final StructType COLUMNS = new StructType()
            .add(InboxTable.VALUE, DataTypes.StringType)
            .add(InboxTable.TIMESTAMP, DataTypes.TimestampType);

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                new OptionDoc(
                        "host", "`127.0.0.1`", "the address to listen on; beyond this machine a `token` is needed"),
                new OptionDoc("port", "needed", "the port to listen on; 0 takes a free one, which the log tells"),
                new OptionDoc("path", "`/`", "the path that takes requests"),
                new OptionDoc(
                        "token",
                        "",
                        "requests must have the header `Authorization: Bearer <token>`; at least 8 characters"),
                new OptionDoc("maxRequestBytes", "4194304", "the longest body that is taken"),
                InboxTable.LOG_OPTION));
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        if (columns.isPresent()) {
            throw SocketSourceFormat.fixedColumns(name(), options);
        }
        long logBytes = InboxTable.logBytes(options);
        HttpSettings settings = HttpSettings.of(options, logBytes);
        return new InboxTable(
                name(),
                settings.toString(),
                COLUMNS,
                false,
                logBytes,
                log -> HttpReceiver.listen(settings, log, outside.clock()));
    }
}
