package dev.pawl.checkpoint.state;

import java.util.Optional;

/** The four versions of changelog files, of which the first has no header. */
public enum ChangelogFormat {
    V1(1, RecordFormat.PAIRS, false),
    V2(2, RecordFormat.TYPED, false),
    V3(3, RecordFormat.PAIRS, true),
    V4(4, RecordFormat.TYPED, true);

    private final int number;
    private final RecordFormat records;
    private final boolean lineage;

    ChangelogFormat(int number, RecordFormat records, boolean lineage) {
        this.number = number;
        this.records = records;
        this.lineage = lineage;
    }

    static Optional<ChangelogFormat> of(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }

    public int number() {
        return number;
    }

    /** Whether the file starts with the versions it builds on: files named with a unique id do. */
    public boolean hasLineage() {
        return lineage;
    }

    /** Whether the file can hold merges: files of stores with column families can. */
    public boolean hasMerges() {
        return records == RecordFormat.TYPED;
    }

    RecordFormat records() {
        return records;
    }
}
