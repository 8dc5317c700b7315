package dev.pawl.checkpoint.verify;

import java.util.EnumMap;
import java.util.Map;

/** What is wrong with the rows of one file: of each kind the first, and how many there are. */
final class RowFaults {
    private final Map<FindingCode, String> first = new EnumMap<>(FindingCode.class);
    private final Map<FindingCode, String> remarks = new EnumMap<>(FindingCode.class);
    private final Map<FindingCode, Long> counts = new EnumMap<>(FindingCode.class);

    private boolean isStart;

    /** @param isStart whether loading a version may start with this file */
    RowFaults(boolean isStart) {
        this.isStart = isStart;
    }

    /** True once, if the row at hand may be the first that a version is loaded from. */
    boolean takeStart() {
        boolean taken = isStart;
        isStart = false;
        return taken;
    }

    void add(FindingCode code, String problem) {
        first.putIfAbsent(code, problem);
        counts.merge(code, 1L, Long::sum);
    }

    /** What Spark would refuse, but does not look at. */
    void remark(FindingCode code, String problem) {
        remarks.putIfAbsent(code, problem);
    }

    void report(Findings findings, Place place) {
        first.forEach((code, problem) -> {
            long others = counts.getOrDefault(code, 1L) - 1;
            String rest = others == 0 ? "" : " So it is with " + others + " more rows of the file.";
            findings.add(code, place, problem + rest);
        });
        remarks.forEach((code, problem) -> {
            if (!first.containsKey(code)) {
                findings.add(code, Severity.INFO, place, problem);
            }
        });
    }
}
