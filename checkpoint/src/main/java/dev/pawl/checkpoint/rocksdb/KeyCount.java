package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts keys as Spark does: those of its own bookkeeping apart. */
final class KeyCount {
    private final boolean hasFamilies;
    private final Set<Integer> internalIds = new HashSet<>();
    private long keys;
    private long internalKeys;

    KeyCount(ColumnFamilies families) {
        this.hasFamilies = !families.isEmpty();
        for (Map.Entry<String, Integer> family : families.ids().entrySet()) {
            if (Boolean.TRUE.equals(families.internal().get(family.getKey()))) {
                internalIds.add(family.getValue());
            }
        }
    }

    void add(Bytes key) {
        if (hasFamilies && key.length() >= Short.BYTES && internalIds.contains((key.at(0) & 0xff) | (key.at(1) << 8))) {
            internalKeys++;
        } else {
            keys++;
        }
    }

    long keys() {
        return keys;
    }

    long internalKeys() {
        return internalKeys;
    }
}
