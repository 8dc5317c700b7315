package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens the storage a location names: a plain path, a {@code file:} URI, or a URI of a Hadoop file system.
 *
 * <p>As in Spark, what follows {@code file:} is the path itself: {@code %20} is three characters, not a space. Hadoop's classes
 * are loaded only for the URIs that need them.
 */
public final class Storages {
    private static final Set<String> HADOOP_SCHEMES = Set.of("s3a", "abfs", "abfss", "gs", "hdfs");
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(/.*)", Pattern.DOTALL);
    private static final Pattern LOCAL_AUTHORITY = Pattern.compile("//(localhost)?(/.*)", Pattern.DOTALL);

    private Storages() {}

    /** Opens a storage for looking only: its writing methods refuse. */
    public static Storage open(String location) {
        Supplier<String> noIds = () -> {
            throw new IllegalStateException("a storage that is only read needs no temporary names");
        };
        return new ReadOnlyStorage(openForWriting(location, Durability.UNSYNCED, noIds));
    }

    /** @param ids unique strings for temporary names, made of letters, digits and hyphens */
    public static Storage openForWriting(String location, Durability durability, Supplier<String> ids) {
        Matcher uri = URI.matcher(location);
        if (!uri.matches()) {
            return openLocal(location, location, durability, ids);
        }
        String scheme = uri.group(1).toLowerCase(Locale.ROOT);
        if (scheme.equals("file")) {
            return openLocal(location, localPath(location, uri.group(2)), durability, ids);
        }
        if (HADOOP_SCHEMES.contains(scheme)) {
            return openHadoop(location, scheme, durability, ids);
        }
        throw new PawlException(
                ErrorCode.UNSUPPORTED_STORAGE,
                "Location " + location + " is on a storage Pawl does not know: " + scheme + ".");
    }

    /** Like {@link #openForWriting}, for a place that one process at a time shall write. */
    public static FencedStorage openFenced(String location, Durability durability, Supplier<String> ids) {
        return localRoot(location)
                .<FencedStorage>map(root -> new StagedStorage(new LocalDisk(), location, root, durability, ids))
                .orElseGet(() -> new MarkedStorage(openForWriting(location, durability, ids)));
    }

    private static Optional<String> localRoot(String location) {
        Matcher uri = URI.matcher(location);
        if (!uri.matches()) {
            return Optional.of(realRoot(location, location));
        }
        return uri.group(1).equalsIgnoreCase("file")
                ? Optional.of(realRoot(location, localPath(location, uri.group(2))))
                : Optional.empty();
    }

    private static String localPath(String location, String path) {
        if (!path.startsWith("//")) {
            return path;
        }
        Matcher local = LOCAL_AUTHORITY.matcher(path);
        if (!local.matches()) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STORAGE, "Location " + location + " names a file on another machine.");
        }
        return local.group(2);
    }

    private static Storage openLocal(String location, String path, Durability durability, Supplier<String> ids) {
        return new LocalStorage(new LocalDisk(), location, realRoot(location, path), durability, ids);
    }

    private static String realRoot(String location, String path) {
        if (path.isEmpty()) {
            throw new PawlException(ErrorCode.UNSUPPORTED_STORAGE, "The location is empty.");
        }
        try {
            return realPath(Path.of(path)).toString();
        } catch (InvalidPathException e) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STORAGE,
                    "Location " + location.replace('\0', '?') + " is no path of this machine: " + e.getReason() + ".",
                    e);
        }
    }

    /** Links up to the root are followed once, so that one turned elsewhere meanwhile does not split a checkpoint. */
    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath();
        }
    }

    private static Storage openHadoop(String location, String scheme, Durability durability, Supplier<String> ids) {
        if (Storages.class.getResource("/org/apache/hadoop/fs/FileSystem.class") == null) {
            throw new PawlException(
                    ErrorCode.STORAGE_CONNECTOR_MISSING, "Location " + location + " needs Hadoop, which is not there.");
        }
        return HadoopConnection.open(location, scheme, durability, ids);
    }
}
