package dev.pawl.cli.checkpoint;

import java.util.List;

/** Batch ids for people: "0-4, 6". */
final class BatchRanges {
    private static final int RANGES_MAX = 8;

    private BatchRanges() {}

    /** @param ids ascending */
    static String of(List<Long> ids) {
        if (ids.isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        int ranges = 0;
        for (int first = 0; first < ids.size(); ) {
            if (ranges == RANGES_MAX) {
                return text.append(", … ").append(ids.get(ids.size() - 1)).toString();
            }
            int last = first;
            while (last + 1 < ids.size() && ids.get(last + 1) == ids.get(last) + 1) {
                last++;
            }
            text.append(ranges++ == 0 ? "" : ", ").append(ids.get(first));
            if (last > first) {
                text.append('-').append(ids.get(last));
            }
            first = last + 1;
        }
        return text.toString();
    }
}
