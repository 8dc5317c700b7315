package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.StorageEntry;

/**
 * What a file was like when it was taken: a file that is not like that any more was changed.
 *
 * @param modifiedMs when it was last changed; {@link #UNKNOWN} if any time will do
 * @param size in bytes; {@link #UNKNOWN} if any size will do
 */
record FileVersion(long modifiedMs, long size) {
    static final long UNKNOWN = -1;
    static final FileVersion ANY = new FileVersion(UNKNOWN, UNKNOWN);

    boolean isAny() {
        return modifiedMs == UNKNOWN && size == UNKNOWN;
    }

    boolean fits(StorageEntry entry) {
        return (modifiedMs == UNKNOWN || modifiedMs == entry.modifiedMillis())
                && (size == UNKNOWN || size == entry.size());
    }

    @Override
    public String toString() {
        return "modified " + java.time.Instant.ofEpochMilli(modifiedMs)
                + (size == UNKNOWN ? "" : " with " + size + " bytes");
    }
}
