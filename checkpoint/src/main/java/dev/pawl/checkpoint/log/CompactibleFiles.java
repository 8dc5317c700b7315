package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.storage.StorageEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The files of a compactible log as they were listed once: {@code <id>}, or {@code <id>.compact} with all before it. */
final class CompactibleFiles {
    private static final String COMPACT_SUFFIX = ".compact";

    private final LogDirectory directory;
    private final NavigableMap<Long, StorageEntry> single = new TreeMap<>();
    private final NavigableMap<Long, StorageEntry> compact = new TreeMap<>();

    private CompactibleFiles(LogDirectory directory) {
        this.directory = directory;
    }

    static CompactibleFiles list(LogDirectory directory) {
        CompactibleFiles files = new CompactibleFiles(directory);
        for (StorageEntry entry : directory.files()) {
            String name = entry.name();
            boolean isCompact = name.endsWith(COMPACT_SUFFIX);
            String id = isCompact ? name.substring(0, name.length() - COMPACT_SUFFIX.length()) : name;
            LogDirectory.batchId(id).ifPresent(batchId -> files.of(isCompact).put(batchId, entry));
        }
        return files;
    }

    static String name(long id, boolean isCompact) {
        return isCompact ? id + COMPACT_SUFFIX : Long.toString(id);
    }

    private NavigableMap<Long, StorageEntry> of(boolean isCompact) {
        return isCompact ? compact : single;
    }

    boolean isEmpty() {
        return single.isEmpty() && compact.isEmpty();
    }

    OptionalLong latest() {
        long latest = Math.max(single.isEmpty() ? -1 : single.lastKey(), compact.isEmpty() ? -1 : compact.lastKey());
        return latest < 0 ? OptionalLong.empty() : OptionalLong.of(latest);
    }

    boolean contains(long id) {
        return single.containsKey(id) || compact.containsKey(id);
    }

    boolean isCompact(long id) {
        return compact.containsKey(id);
    }

    /** The file of an id; if there is none, reading it says so. */
    LogFile file(long id) {
        return directory.file(name(id, compact.containsKey(id)));
    }

    /** The first compaction after an id. */
    OptionalLong compactionAfter(long id) {
        Long next = compact.higherKey(id);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** The ids whose files together hold everything up to an id: its last compaction, and one by one what followed. */
    List<Long> idsFor(long upTo) {
        Long base = compact.floorKey(upTo);
        return base == null ? idsFrom(0, upTo) : idsFrom(base, upTo);
    }

    /** The first id without a file since the last compaction. */
    OptionalLong firstGap(long upTo) {
        Long base = compact.floorKey(upTo);
        for (long id = base == null ? 0 : base; id <= upTo; id++) {
            if (!contains(id)) {
                return OptionalLong.of(id);
            }
        }
        return OptionalLong.empty();
    }

    /** All ids of a range; one without a file is an error, so that a range of any length ends. */
    List<Long> idsFrom(long first, long last) {
        List<Long> ids = new ArrayList<>();
        for (long id = first; id <= last; id++) {
            if (!contains(id)) {
                throw file(id).missing();
            }
            ids.add(id);
        }
        return ids;
    }

    /**
     * How many batches apart compactions are. What exists decides: the distance of the last two; with only one, the
     * smallest interval of at least the default that leads to it.
     */
    long interval(int defaultInterval) {
        if (compact.isEmpty()) {
            return defaultInterval;
        }
        long last = compact.lastKey();
        Long previous = compact.lowerKey(last);
        return previous == null ? derivedInterval(defaultInterval, last + 1) : last - previous;
    }

    private static long derivedInterval(int defaultInterval, long batches) {
        if (defaultInterval >= batches / 2 || batches > Integer.MAX_VALUE) {
            return batches;
        }
        long smallest = batches;
        for (long divisor = 1; divisor <= batches / divisor; divisor++) {
            if (batches % divisor == 0) {
                long other = batches / divisor;
                smallest = divisor >= defaultInterval ? Math.min(smallest, divisor) : smallest;
                smallest = other >= defaultInterval ? Math.min(smallest, other) : smallest;
            }
        }
        return smallest;
    }

    /** Files below an id that were last changed at a time or before, oldest first. */
    List<LogFile> filesBelow(long id, long modifiedMillisMax) {
        NavigableMap<Long, List<StorageEntry>> byId = new TreeMap<>();
        for (NavigableMap<Long, StorageEntry> files : List.of(single, compact)) {
            files.headMap(id).forEach((key, entry) -> byId.computeIfAbsent(key, any -> new ArrayList<>())
                    .add(entry));
        }
        return byId.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.modifiedMillis() <= modifiedMillisMax)
                .map(entry -> directory.file(entry.name()))
                .toList();
    }

    /** The names of all files, by id. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (long id : ids()) {
            for (boolean isCompact : new boolean[] {false, true}) {
                if (of(isCompact).containsKey(id)) {
                    names.add(name(id, isCompact));
                }
            }
        }
        return names;
    }

    /** The ids that have a file, ascending. */
    List<Long> ids() {
        List<Long> ids = new ArrayList<>(single.keySet());
        compact.keySet().stream().filter(id -> !single.containsKey(id)).forEach(ids::add);
        Collections.sort(ids);
        return List.copyOf(ids);
    }
}
