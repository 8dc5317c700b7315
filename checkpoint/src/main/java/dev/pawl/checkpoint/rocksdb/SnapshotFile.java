package dev.pawl.checkpoint.rocksdb;

/**
 * A table file of a snapshot.
 *
 * @param localFileName its name inside the database
 * @param dfsSstFileName its unique name in the directory {@code SSTs} of the store
 */
public record SnapshotFile(String localFileName, String dfsSstFileName, long sizeBytes) {
    static final String SUFFIX = ".sst";

    public SnapshotFile {
        requirePlain(localFileName);
        requirePlain(dfsSstFileName);
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("a size must not be negative, was " + sizeBytes);
        }
    }

    private static void requirePlain(String name) {
        if (!FileName.isPlain(name) || !name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException("expected the name of an " + SUFFIX + " file, was \"" + name + "\"");
        }
    }
}
