package dev.pawl.connectors.inbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/** The keys of the last requests, by which one that is sent again is known. Not for several threads. */
final class RequestKeys {
    private final int most;
    private final LinkedHashSet<String> keys = new LinkedHashSet<>();

    RequestKeys(int most) {
        this.most = most;
    }

    void add(Iterable<String> more) {
        for (String key : more) {
            keys.add(key);
        }
        Iterator<String> oldest = keys.iterator();
        for (int surplus = keys.size() - most; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
    }

    boolean has(String key) {
        return keys.contains(key);
    }

    List<String> all() {
        return new ArrayList<>(keys);
    }
}
