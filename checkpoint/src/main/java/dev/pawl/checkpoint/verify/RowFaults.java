package dev.pawl.checkpoint.verify;

import java.util.EnumMap;
import java.util.Map;

/** What is wrong with the rows of one file: of each kind the first, and how many there are. */
final class RowFaults {
    private final Map<FindingCode, String> first = new EnumMap<>(FindingCode.class);
    private final Map<FindingCode, Long> counts = new EnumMap<>(FindingCode.class);

    void add(FindingCode code, String problem) {
        first.putIfAbsent(code, problem);
        counts.merge(code, 1L, Long::sum);
    }

    void report(Findings findings, Place place) {
        first.forEach((code, problem) -> {
            long others = counts.getOrDefault(code, 1L) - 1;
            String rest = others == 0 ? "" : " So it is with " + others + " more rows of the file.";
            findings.add(code, place, problem + rest);
        });
    }
}
