package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;

/** The path of a file below a root: names separated by single slashes, none of which leads elsewhere. */
record RelativePath(String value) {
    private static final char SEPARATOR = '/';

    /** Names may come out of a damaged or forged checkpoint, so a bad one is an error of the data, not of the program. */
    static RelativePath file(String root, String path) {
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
                throw new PawlException(
                        ErrorCode.PATH_NOT_ALLOWED,
                        "Storage " + root + " was asked for the path \"" + path.replace('\0', '?')
                                + "\"; expected names separated by single slashes, without . and ..");
            }
        }
        return new RelativePath(path);
    }

    /** Like {@link #file}; the empty path is the root itself. */
    static RelativePath directory(String root, String path) {
        return path.isEmpty() ? new RelativePath("") : file(root, path);
    }

    /** The same path below an absolute directory. */
    String below(String directory) {
        return value.isEmpty() ? directory : directory + SEPARATOR + value;
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf(SEPARATOR) + 1);
    }

    /** The directory an absolute path is in. */
    static String parentOf(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf(SEPARATOR)));
    }

    /** Another name in the same directory. */
    static String siblingOf(String path, String name) {
        return path.substring(0, path.lastIndexOf(SEPARATOR) + 1) + name;
    }
}
