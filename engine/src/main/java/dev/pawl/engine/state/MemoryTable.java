package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table on the heap. */
final class MemoryTable implements Table {
    private final Map<Bytes, Bytes> entries = new HashMap<>();
    private final Map<Bytes, @Nullable Bytes> before = new HashMap<>();

    @Override
    public boolean get(Slice key, Slice value) {
        Bytes found = entries.get(key.copy());
        if (found == null) {
            return false;
        }
        value.set(found);
        return true;
    }

    @Override
    public void put(Slice key, Slice value) {
        Bytes copy = key.copy();
        Bytes old = entries.put(copy, value.copy());
        if (!before.containsKey(copy)) {
            before.put(copy, old);
        }
    }

    @Override
    public void remove(Slice key) {
        Bytes copy = key.copy();
        Bytes old = entries.remove(copy);
        if (old != null && !before.containsKey(copy)) {
            before.put(copy, old);
        }
    }

    @Override
    public TableCursor all() {
        return cursor(new ArrayList<>(entries.keySet()));
    }

    @Override
    public TableCursor withPrefix(Slice prefix) {
        List<Bytes> keys = new ArrayList<>();
        for (Bytes key : entries.keySet()) {
            if (key.length() >= prefix.length()
                    && Arrays.equals(
                            key.shared(),
                            0,
                            prefix.length(),
                            prefix.array(),
                            prefix.from(),
                            prefix.from() + prefix.length())) {
                keys.add(key);
            }
        }
        return cursor(keys);
    }

    private TableCursor cursor(List<Bytes> keys) {
        Iterator<Bytes> iterator = keys.iterator();
        return new TableCursor() {
            @Override
            public boolean next(Slice key, Slice value) {
                while (iterator.hasNext()) {
                    Bytes next = iterator.next();
                    Bytes found = entries.get(next);
                    if (found != null) {
                        key.set(next);
                        value.set(found);
                        return true;
                    }
                }
                return false;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public TableChanges changes() {
        Iterator<Bytes> keys = before.keySet().iterator();
        return new TableChanges() {
            private boolean isRemoval;

            @Override
            public boolean next(Slice key, Slice value) {
                if (!keys.hasNext()) {
                    return false;
                }
                Bytes changed = keys.next();
                Bytes now = entries.get(changed);
                key.set(changed);
                isRemoval = now == null;
                if (now != null) {
                    value.set(now);
                }
                return true;
            }

            @Override
            public boolean isRemoval() {
                return isRemoval;
            }
        };
    }

    @Override
    public void commit() {
        before.clear();
    }

    @Override
    public void rollback() {
        before.forEach((key, old) -> {
            if (old == null) {
                entries.remove(key);
            } else {
                entries.put(key, old);
            }
        });
        before.clear();
    }

    @Override
    public void clear() {
        entries.clear();
        before.clear();
    }

    @Override
    public long rows() {
        return entries.size();
    }

    @Override
    public long bytes() {
        return entries.entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
    }

    @Override
    public void close() {
        clear();
    }
}
