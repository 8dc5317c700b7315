package dev.pawl.checkpoint.rocksdb;

/** Tells names that stay in their directory from those that do not. */
final class FileName {
    private static final int LENGTH_MAX = 255;

    private FileName() {}

    /** A name without directories, drives or control characters. */
    static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= LENGTH_MAX
                && !name.startsWith(".")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }
}
