package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of changes for the keys of a hash range. When they take more memory than they may, the range is cut until the
 * rest fits: the keys that fall out are left to a later pass over the same files.
 */
final class PendingChanges {
    /** Objects, headers and the table of the map, about. */
    private static final int ENTRY_BYTES = 180;

    /** A value grows by doubling, and its key takes memory too. */
    private static final int COLLISION_VALUES_MAX = 4;

    private final LoadOptions options;
    private final int valueBytesMax;
    private final boolean onEmpty;
    private final Map<Bytes, PendingValue> values = new HashMap<>();
    private HashRange range;
    private long bytes;

    /** @param onEmpty whether there is no older state, so that deletes need not be remembered */
    PendingChanges(HashRange range, LoadOptions options, int valueBytesMax, boolean onEmpty) {
        this.range = range;
        this.options = options;
        this.valueBytesMax = valueBytesMax;
        this.onEmpty = onEmpty;
    }

    HashRange range() {
        return range;
    }

    /** What is left after the keys of the older state have been asked for. */
    Iterator<Map.Entry<Bytes, PendingValue>> iterator() {
        return values.entrySet().iterator();
    }

    /** The value of a key that has an older one; null if it is deleted, comes with the rest or belongs to another range. */
    @Nullable
    Bytes valueOver(Bytes key, Bytes older) {
        if (!range.isAll() && !range.contains(HashRange.hash(key))) {
            return null;
        }
        PendingValue value = values.get(key);
        if (value == null) {
            return older;
        }
        if (value.kind() != ChangeKind.MERGE) {
            return null;
        }
        checkLength(value.mergedLength(older, options.delimiter()));
        values.remove(key);
        return value.onto(older, options.delimiter());
    }

    void apply(ChangeCursor change) {
        Bytes key = change.key();
        long hash = HashRange.hash(key);
        if (!range.contains(hash)) {
            return;
        }
        if (onEmpty && change.kind() == ChangeKind.DELETE) {
            forget(key);
            return;
        }
        PendingValue value = values.get(key);
        if (value == null) {
            value = new PendingValue(hash, change.kind(), change.value());
            values.put(key, value);
            bytes += ENTRY_BYTES + key.length();
        } else {
            bytes -= value.capacity();
            change(value, change);
        }
        bytes += value.capacity();
        while (bytes > options.changeBytesMax() && range.canHalve()) {
            cut();
        }
        checkBytes();
    }

    private void change(PendingValue value, ChangeCursor change) {
        switch (change.kind()) {
            case PUT -> value.put(change.value());
            case DELETE -> value.delete();
            case MERGE -> {
                checkLength(value.mergedLength(change.value(), options.delimiter()));
                value.merge(change.value(), options.delimiter());
            }
        }
    }

    private void checkLength(long length) {
        if (length > valueBytesMax) {
            throw new PawlException(
                    ErrorCode.STATE_RECORD_TOO_LARGE,
                    "The elements merged into one key take " + length + " bytes, the limit is " + valueBytesMax + ".");
        }
    }

    /** A range that cannot be cut holds one key, unless somebody made keys with equal hashes. */
    private void checkBytes() {
        if (bytes > options.changeBytesMax() + COLLISION_VALUES_MAX * (long) valueBytesMax) {
            throw new PawlException(
                    ErrorCode.STATE_RECORD_TOO_LARGE,
                    "Changes of keys with equal hashes take " + bytes + " bytes, far above the limit of "
                            + options.changeBytesMax() + ".");
        }
    }

    private void forget(Bytes key) {
        PendingValue value = values.remove(key);
        if (value != null) {
            bytes -= ENTRY_BYTES + key.length() + value.capacity();
        }
    }

    private void cut() {
        range = range.lowerHalf();
        Iterator<Map.Entry<Bytes, PendingValue>> entries = iterator();
        while (entries.hasNext()) {
            Map.Entry<Bytes, PendingValue> entry = entries.next();
            if (!range.contains(entry.getValue().hash())) {
                bytes -=
                        ENTRY_BYTES + entry.getKey().length() + entry.getValue().capacity();
                entries.remove();
            }
        }
    }
}
