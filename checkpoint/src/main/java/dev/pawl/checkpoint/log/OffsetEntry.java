package dev.pawl.checkpoint.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plan of one batch: up to where it reads each source. It starts where the batch before ended.
 *
 * @param version 1: a line for each source, in the order of the query; 2: sources by id, in any order, some left out
 * @param metadata empty only in a file that Spark itself cannot resume from
 * @param offsets by source id ("0", "1", …), in the order of the file
 */
public record OffsetEntry(
        long batchId, int version, Optional<OffsetMetadata> metadata, Map<String, SourceOffset> offsets) {
    static final int VERSION_OLDEST = 1;
    static final int VERSION_NEWEST = 2;

    public OffsetEntry {
        if (batchId < 0 || version < VERSION_OLDEST || version > VERSION_NEWEST) {
            throw new IllegalArgumentException("no offset log entry of batch " + batchId + ", version " + version);
        }
        offsets = Collections.unmodifiableMap(new LinkedHashMap<>(offsets));
        if (version == 1) {
            int index = 0;
            for (String sourceId : offsets.keySet()) {
                if (!sourceId.equals(Integer.toString(index++))) {
                    throw new IllegalArgumentException("version 1 numbers its sources, found " + offsets.keySet());
                }
            }
        }
        if (offsets.keySet().stream().anyMatch(id -> !isSourceId(id))) {
            throw new IllegalArgumentException("not ids of sources: " + offsets.keySet());
        }
    }

    /** An entry of the version every Spark reads, with one offset for each source; a source not yet read has NONE. */
    public static OffsetEntry of(long batchId, OffsetMetadata metadata, List<SourceOffset> offsets) {
        return new OffsetEntry(batchId, 1, Optional.of(metadata), numbered(offsets));
    }

    static Map<String, SourceOffset> numbered(List<SourceOffset> offsets) {
        Map<String, SourceOffset> numbered = new LinkedHashMap<>();
        for (SourceOffset offset : offsets) {
            numbered.put(Integer.toString(numbered.size()), offset);
        }
        return numbered;
    }

    static boolean isSourceId(String text) {
        return !text.isEmpty() && text.chars().noneMatch(c -> c == ':' || c == '{' || Character.isISOControl(c));
    }

    /** Empty if nothing was read from the source yet. */
    public Optional<SourceOffset> offset(String sourceId) {
        return Optional.ofNullable(offsets.get(sourceId)).filter(offset -> !offset.isNone());
    }
}
