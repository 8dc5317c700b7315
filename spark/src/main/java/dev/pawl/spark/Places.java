package dev.pawl.spark;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Locations as pipelines have them: one without a scheme is a path on the local disk. Spark would look for it in whatever file
 * system Hadoop is configured to begin with.
 */
final class Places {
    private static final Pattern HAS_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

    private Places() {}

    static String qualified(String location) {
        return HAS_SCHEME.matcher(location).matches()
                ? location
                : "file:" + Path.of(location).toAbsolutePath();
    }
}
