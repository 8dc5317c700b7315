package dev.pawl.checkpoint.state;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a data file in a store directory: {@code 7.delta}, {@code 7.snapshot}, {@code 7.changelog}, {@code 7.zip}, or
 * {@code 7_<unique id>.changelog} and {@code 7_<unique id>.zip} where every attempt at a version has its own files.
 *
 * @param uniqueId empty for files named by their version alone
 */
public record StateFileName(long version, String uniqueId, Kind kind) implements Comparable<StateFileName> {
    static final String CHECKSUM_SUFFIX = ".crc";

    private static final Pattern UNIQUE_ID = Pattern.compile("[0-9A-Za-z-]+");
    private static final Pattern NAME = Pattern.compile("([0-9]{1,19})(?:_([0-9A-Za-z-]+))?\\.([a-z]+)");
    private static final Comparator<StateFileName> ORDER = Comparator.comparingLong(StateFileName::version)
            .thenComparing(StateFileName::kind)
            .thenComparing(StateFileName::uniqueId);

    /** What a data file holds. */
    public enum Kind {
        /** Full state of the HDFS-backed provider. */
        SNAPSHOT("snapshot"),
        /** Full state of the RocksDB provider. */
        ZIP("zip"),
        /** One version's changes of the HDFS-backed provider. */
        DELTA("delta"),
        /** One version's changes of the RocksDB provider. */
        CHANGELOG("changelog");

        private final String extension;

        Kind(String extension) {
            this.extension = extension;
        }

        /** Whether a version can be loaded from this file alone. */
        public boolean isBase() {
            return this == SNAPSHOT || this == ZIP;
        }

        private boolean canBeUnique() {
            return this == ZIP || this == CHANGELOG;
        }
    }

    public StateFileName {
        if (version < 0) {
            throw new IllegalArgumentException("version must not be negative, was " + version);
        }
        if (!uniqueId.isEmpty() && !(kind.canBeUnique() && isUniqueId(uniqueId))) {
            throw new IllegalArgumentException("no file of kind " + kind + " has the unique id " + uniqueId);
        }
    }

    public static StateFileName of(long version, Kind kind) {
        return new StateFileName(version, "", kind);
    }

    /** Empty for everything that is not exactly the name of a data file. */
    public static Optional<StateFileName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String uniqueId = matcher.group(2) == null ? "" : matcher.group(2);
        for (Kind kind : Kind.values()) {
            if (kind.extension.equals(matcher.group(3)) && (uniqueId.isEmpty() || kind.canBeUnique())) {
                return parseVersion(matcher.group(1)).map(version -> new StateFileName(version, uniqueId, kind));
            }
        }
        return Optional.empty();
    }

    /** Whether a name belongs to a checksum, or to something hidden or unfinished: files that may be missing. */
    public static boolean isSideFile(String name) {
        return name.startsWith(".") || name.endsWith(CHECKSUM_SUFFIX) || name.endsWith(".tmp");
    }

    static boolean isUniqueId(String text) {
        return UNIQUE_ID.matcher(text).matches();
    }

    public String format() {
        return version + (uniqueId.isEmpty() ? "" : "_" + uniqueId) + "." + kind.extension;
    }

    @Override
    public int compareTo(StateFileName that) {
        return ORDER.compare(this, that);
    }

    @Override
    public String toString() {
        return format();
    }

    private static Optional<Long> parseVersion(String digits) {
        try {
            long version = Long.parseLong(digits);
            // No version follows the largest number, so it is none.
            boolean isVersion = Long.toString(version).equals(digits) && version < Long.MAX_VALUE;
            return isVersion ? Optional.of(version) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
