package dev.pawl.connectors.files;

import java.util.HashMap;
import java.util.Map;

/** Which files a stream has taken. Files much older than the newest are forgotten, and passed over should they come again. */
final class SeenFiles {
    private final long ageMaxMs;
    private final boolean isNameAlone;
    private final Map<String, Long> modifiedMs = new HashMap<>();
    private long latestMs;
    private long forgottenBeforeMs = Long.MIN_VALUE;

    SeenFiles(long ageMaxMs, boolean isNameAlone) {
        this.ageMaxMs = ageMaxMs;
        this.isNameAlone = isNameAlone;
    }

    void add(String uri, long timestampMs) {
        modifiedMs.put(key(uri), timestampMs);
        latestMs = Math.max(latestMs, timestampMs);
    }

    boolean isNew(String uri, long timestampMs) {
        return timestampMs >= forgottenBeforeMs && !modifiedMs.containsKey(key(uri));
    }

    void forgetOld() {
        if (ageMaxMs < Long.MAX_VALUE) {
            forgottenBeforeMs = latestMs - ageMaxMs;
            modifiedMs.values().removeIf(timestamp -> timestamp < forgottenBeforeMs);
        }
    }

    int count() {
        return modifiedMs.size();
    }

    private String key(String uri) {
        return isNameAlone ? uri.substring(uri.lastIndexOf('/') + 1) : uri;
    }
}
