package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import org.apache.spark.sql.types.StructType;

/**
 * Something that is sent to.
 *
 * @param isSparks whether Spark has this source too, and its checkpoint may be one of Spark's, whose records nobody kept
 * @param logBytes how much may wait
 */
record InboxTable(
        String format, String description, StructType columns, boolean isSparks, long logBytes, Starting receiver)
        implements SourceTable {
    static final String VALUE = "value";
    static final String TIMESTAMP = "timestamp";

    private static final String MAX_LOG_BYTES = "maxLogBytes";
    private static final long LOG_BYTES_MIN = 16 << 20;
    private static final long LOG_BYTES = 256L << 20;

    static final OptionDoc LOG_OPTION = new OptionDoc(
            MAX_LOG_BYTES, "268435456", "how much may wait for batches; what is received beyond waits at its sender");

    /** Begins to receive. */
    interface Starting {
        InboxStream.Receiver start(InboxLog log);
    }

    static long logBytes(Options options) {
        return options.number(MAX_LOG_BYTES, LOG_BYTES_MIN).orElse(LOG_BYTES);
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        return new InboxStream(this, scope);
    }

    @Override
    public StaticSource openStatic(StructType required) {
        throw new PawlException(
                ErrorCode.SOURCE_UNSUPPORTED, "Format " + format + " can only be read as a stream, with STREAM.");
    }
}
