package dev.pawl.checkpoint.storage;

/**
 * One name in a directory.
 *
 * @param name the last part of the path
 * @param size bytes of a file, 0 for a directory
 * @param modifiedMillis when a file last changed, milliseconds since the epoch
 */
public record StorageEntry(String name, Kind kind, long size, long modifiedMillis) {
    /** What a name stands for. */
    public enum Kind {
        FILE,
        DIRECTORY
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
