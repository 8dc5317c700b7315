package dev.pawl.engine;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Locations as users write them, told apart by the place they mean. */
final class Location {
    private Location() {}

    /** The same for all spellings of a place. */
    static String canonical(String location) {
        try {
            int scheme = location.indexOf("://");
            if (scheme > 0 && !location.toLowerCase(Locale.ROOT).startsWith("file:")) {
                int path = location.indexOf('/', scheme + 3);
                return path < 0
                        ? location
                        : location.substring(0, path)
                                + Path.of(location.substring(path)).normalize();
            }
            String local = location.regionMatches(true, 0, "file:", 0, 5)
                    ? URI.create(location).getPath()
                    : location;
            return Path.of(local).toAbsolutePath().normalize().toString();
        } catch (IllegalArgumentException e) {
            // No place at all; whoever opens it says why.
            return location;
        }
    }

    /** Whether one of two places is the other or lies in it. */
    static boolean isOneInOther(String one, String other) {
        String first = canonical(one) + "/";
        String second = canonical(other) + "/";
        return first.startsWith(second) || second.startsWith(first);
    }
}
