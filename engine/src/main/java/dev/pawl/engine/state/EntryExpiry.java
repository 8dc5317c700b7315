package dev.pawl.engine.state;

import java.util.function.ToLongFunction;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Up to which time an entry of a store counts, microseconds since the epoch, or {@link #NEVER}. It follows from the key or from the
 * value, each alone. For one thread at a time.
 */
public final class EntryExpiry {
    /** The time of an entry that is not forgotten whatever the watermark says. */
    public static final long NEVER = Long.MAX_VALUE;

    private final boolean isOfKey;
    private final ToLongFunction<UnsafeRow> micros;

    private EntryExpiry(boolean isOfKey, ToLongFunction<UnsafeRow> micros) {
        this.isOfKey = isOfKey;
        this.micros = micros;
    }

    public static EntryExpiry ofKey(ToLongFunction<UnsafeRow> micros) {
        return new EntryExpiry(true, micros);
    }

    public static EntryExpiry ofValue(ToLongFunction<UnsafeRow> micros) {
        return new EntryExpiry(false, micros);
    }

    boolean isOfKey() {
        return isOfKey;
    }

    long micros(UnsafeRow row) {
        return micros.applyAsLong(row);
    }
}
