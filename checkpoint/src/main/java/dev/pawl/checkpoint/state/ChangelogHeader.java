package dev.pawl.checkpoint.state;

import java.util.List;

/**
 * What a changelog says before its first record.
 *
 * @param lineage the versions from the base snapshot up to the one before, ascending; empty where the format has none
 */
public record ChangelogHeader(ChangelogFormat format, List<LineageItem> lineage) {
    public ChangelogHeader {
        lineage = List.copyOf(lineage);
    }
}
