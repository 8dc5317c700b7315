package dev.pawl.pipeline;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Locations as users write them, told apart by the place they mean. */
public final class Location {
    private Location() {}

    /** The same for all spellings of a place. */
    public static String canonical(String location) {
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

    /** Whether two locations mean one place, also by way of links. */
    public static boolean isSame(String one, String other) {
        return real(one).equals(real(other));
    }

    private static String real(String location) {
        String canonical = canonical(location);
        try {
            return canonical.startsWith("/") ? Path.of(canonical).toRealPath().toString() : canonical;
        } catch (IOException e) {
            return canonical;
        }
    }

    /** Whether it means another place in another directory. */
    static boolean isRelative(String location) {
        return !location.startsWith("/") && !location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    }

    /** Whether one of two places is the other or lies in it. */
    public static boolean isOneInOther(String one, String other) {
        String first = canonical(one) + "/";
        String second = canonical(other) + "/";
        return first.startsWith(second) || second.startsWith(first);
    }
}
