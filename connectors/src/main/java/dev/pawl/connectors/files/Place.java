package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place on a storage, and the URIs that Spark's logs have for the files there: {@code file:///data/in/001.json}.
 *
 * @param scheme {@code file} for local files
 * @param authority the bucket or the host; empty for local files, null if the URI has none
 * @param path absolute, not encoded, without a slash at its end unless it is the root
 */
record Place(String scheme, @Nullable String authority, String path) {
    static final String LOCAL = "file";

    private static final Pattern REMOTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*)?", Pattern.DOTALL);
    private static final Pattern LOCAL_URI =
            Pattern.compile("(?i)file:(?://(?:localhost)?(?=/))?(/.*)", Pattern.DOTALL);

    /** What a user types: a path, relative or not, or a URI whose path is not encoded. */
    static Place of(String location) {
        Matcher local = LOCAL_URI.matcher(location);
        if (local.matches()) {
            return new Place(LOCAL, "", normal(local.group(1)));
        }
        Matcher remote = REMOTE.matcher(location);
        if (remote.matches()) {
            String path = remote.group(3);
            return new Place(
                    remote.group(1).toLowerCase(Locale.ROOT), remote.group(2), normal(path == null ? "/" : path));
        }
        return new Place(LOCAL, "", normal(Path.of(location).toAbsolutePath().toString()));
    }

    /** What a log has. */
    static Place ofLog(String uri) {
        try {
            URI parsed = new URI(uri);
            String scheme = parsed.getScheme();
            String path = parsed.getPath();
            if (scheme != null && path != null && path.startsWith("/")) {
                String authority = scheme.equals(LOCAL) ? "" : parsed.getAuthority();
                return new Place(scheme, authority, normal(path));
            }
        } catch (URISyntaxException e) {
            throw new PawlException(ErrorCode.SOURCE_LOG_CORRUPT, noUri(uri), e);
        }
        throw new PawlException(ErrorCode.SOURCE_LOG_CORRUPT, noUri(uri));
    }

    private static String noUri(String uri) {
        return "A log of files has \"" + uri + "\"; expected an absolute URI.";
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString();
    }

    /** As {@code Outside.storage} takes it. */
    String location() {
        if (scheme.equals(LOCAL)) {
            return path;
        }
        return scheme + "://" + (authority == null ? "" : authority) + path;
    }

    /** As Spark's logs have it. */
    String uri() {
        try {
            return new URI(scheme, authority, path, null, null).toString();
        } catch (URISyntaxException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE, "Path " + location() + " cannot be written as a URI.", e);
        }
    }

    /** As Spark shows it to people: {@code file:/data/in}, nothing encoded. */
    String shown() {
        return scheme.equals(LOCAL) ? LOCAL + ":" + path : location();
    }

    Place child(String relative) {
        if (relative.isEmpty()) {
            return this;
        }
        return new Place(scheme, authority, path.endsWith("/") ? path + relative : path + "/" + relative);
    }

    Place parent() {
        return new Place(scheme, authority, path.substring(0, Math.max(1, path.lastIndexOf('/'))));
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isRoot() {
        return path.equals("/");
    }

    boolean isOnStorageOf(Place other) {
        return scheme.equals(other.scheme) && (scheme.equals(LOCAL) || Objects.equals(authority, other.authority));
    }

    /** The path of another place below this one. */
    Optional<String> relative(Place other) {
        String prefix = isRoot() ? path : path + "/";
        boolean isBelow = other.path.startsWith(prefix) && isOnStorageOf(other);
        return isBelow ? Optional.of(other.path.substring(prefix.length())) : Optional.empty();
    }
}
