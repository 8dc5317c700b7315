package dev.pawl.engine.state;

import dev.pawl.checkpoint.row.KeyLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * One store of an operator.
 *
 * @param name {@value #DEFAULT} lies directly in the directory of a partition, others one level deeper; of a column family its name
 * @param prefixColumns how many leading columns of the key a scan with a prefix gives; 0 for a store without such scans
 * @param family what there is to say of a column family: those of an operator lie in one directory, that of {@value #DEFAULT}
 * @param dueColumn which column of the value says when a row is due, in milliseconds; in a family in the order of its keys the first
 *     column of the key says so
 */
public record StoreSpec(
        String name,
        StructType key,
        StructType value,
        int prefixColumns,
        Optional<Family> family,
        OptionalInt dueColumn) {
    public static final String DEFAULT = "default";

    private static final long MICROS_PER_MS = 1000;
    private static final long MS_MAX = Long.MAX_VALUE / MICROS_PER_MS;

    /** How many rows a key of a join has: Spark counts each row once, where it is kept. */
    private static final Set<String> COUNTS = Set.of("left-keyToNumValues", "right-keyToNumValues");

    /** What Spark keeps for its own use; so a column family of an operator that nobody asked for. */
    private static final String INTERNAL = "$";

    /**
     * @param isList whether a value is a list of rows
     * @param userKey what is said of the key within a map
     */
    public record Family(KeyLayout layout, boolean isList, Optional<StructType> userKey) {}

    public StoreSpec {
        if (prefixColumns < 0 || (prefixColumns > 0 && prefixColumns >= key.length())) {
            throw new IllegalArgumentException("a prefix of " + prefixColumns + " columns of a key of " + key.length());
        }
    }

    public StoreSpec(String name, StructType key, StructType value, int prefixColumns) {
        this(name, key, value, prefixColumns, Optional.empty(), OptionalInt.empty());
    }

    /** A column family. */
    public static StoreSpec family(String name, StructType key, StructType value, Family family) {
        int prefix = family.layout() instanceof KeyLayout.PrefixScan scan ? scan.columnCount() : 0;
        return new StoreSpec(name, key, value, prefix, Optional.of(family), OptionalInt.empty());
    }

    /** A column family whose keys are looked up as they are, each with one row or a list of them. */
    public static StoreSpec family(String name, StructType key, StructType value, boolean isList) {
        return family(name, key, value, new Family(new KeyLayout.NoPrefix(), isList, Optional.empty()));
    }

    /** A column family whose keys start with a time, and are in its order. */
    public static StoreSpec familyByTime(String name, StructType key, StructType value) {
        return family(name, key, value, new Family(new KeyLayout.RangeScan(List.of(0)), false, Optional.empty()));
    }

    /** The same with a column of the value that says when a row is due; negative for never. */
    public StoreSpec dueAt(int valueColumn) {
        return new StoreSpec(name, key, value, prefixColumns, family, OptionalInt.of(valueColumn));
    }

    /** Whether Spark keeps its rows for itself and does not count them. */
    boolean isInternal() {
        return COUNTS.contains(name) || (family.isPresent() && name.startsWith(INTERNAL));
    }

    /** When a row is due; empty for a store that does not say. */
    Optional<EntryExpiry> due() {
        if (isByTime()) {
            return Optional.of(EntryExpiry.ofKey(key -> dueMicros(key.getLong(0))));
        }
        return dueColumn.isPresent()
                ? Optional.of(EntryExpiry.ofValue(value -> {
                    long ms = value.getLong(dueColumn.getAsInt());
                    return ms < 0 ? EntryExpiry.NEVER : dueMicros(ms);
                }))
                : Optional.empty();
    }

    /** In microseconds; what those cannot say is beyond all clocks. */
    static long dueMicros(long ms) {
        return ms > MS_MAX ? EntryExpiry.NEVER : Math.max(ms, -MS_MAX) * MICROS_PER_MS;
    }

    boolean isByTime() {
        return family.isPresent() && family.get().layout() instanceof KeyLayout.RangeScan;
    }
}
