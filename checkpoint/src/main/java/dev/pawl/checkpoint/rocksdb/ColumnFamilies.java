package dev.pawl.checkpoint.rocksdb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spark's column families: a number in front of each key, here with their names.
 *
 * @param ids number of each family, 1 and up
 * @param internal whether a family is Spark's own bookkeeping
 * @param maxId the highest number ever given away
 */
public record ColumnFamilies(Map<String, Integer> ids, Map<String, Boolean> internal, int maxId) {
    /** A store without column families: keys have no number. */
    public static final ColumnFamilies NONE = new ColumnFamilies(Map.of(), Map.of(), 0);

    public ColumnFamilies {
        ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
        internal = Collections.unmodifiableMap(new LinkedHashMap<>(internal));
        if (!ids.keySet().equals(internal.keySet())) {
            throw new IllegalArgumentException("column families with a number " + ids.keySet() + " and with a kind "
                    + internal.keySet() + " differ");
        }
        if (maxId < 0 || maxId > Short.MAX_VALUE) {
            throw new IllegalArgumentException("the highest column family number is out of range, was " + maxId);
        }
        for (Map.Entry<String, Integer> family : ids.entrySet()) {
            if (family.getValue() < 0 || family.getValue() > maxId) {
                throw new IllegalArgumentException("column family " + family.getKey() + " has number "
                        + family.getValue() + ", the highest is " + maxId);
            }
        }
    }

    public boolean isEmpty() {
        return ids.isEmpty();
    }
}
