package dev.pawl.connectors.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Into how many parts the ranges of a batch are cut: options {@code minPartitions} and {@code maxRecordsPerPartition}.
 * Without them each range is read as it is.
 */
record SplitSizes(OptionalLong partsMin, OptionalLong recordsMax) {
    List<OffsetRange> cut(List<OffsetRange> ranges) {
        List<OffsetRange> parts = new ArrayList<>(
                ranges.stream().filter(range -> range.size() > 0).toList());
        if (recordsMax.isPresent()) {
            long max = recordsMax.getAsLong();
            parts = cutEach(parts, range -> (range.size() + max - 1) / max);
        }
        if (partsMin.isEmpty() || parts.size() >= partsMin.getAsLong()) {
            return parts;
        }
        return cutLarge(parts, partsMin.getAsLong());
    }

    /** Ranges too small to be cut do not count for how the others are cut. */
    private static List<OffsetRange> cutLarge(List<OffsetRange> ranges, long partsMin) {
        long total = ranges.stream().mapToLong(OffsetRange::size).sum();
        long smallTotal = 0;
        long smallCount = 0;
        for (OffsetRange range : ranges) {
            if (parts(range, total, partsMin) == 1) {
                smallTotal += range.size();
                smallCount++;
            }
        }
        long largeTotal = total - smallTotal;
        long partsOfLarge = Math.max(partsMin - smallCount, 1);
        return cutEach(
                ranges, range -> parts(range, total, partsMin) == 1 ? 1 : parts(range, largeTotal, partsOfLarge));
    }

    private static long parts(OffsetRange range, long total, long partsMin) {
        return Math.max(Math.round((double) range.size() / total * partsMin), 1);
    }

    private interface PartCount {
        long of(OffsetRange range);
    }

    private static List<OffsetRange> cutEach(List<OffsetRange> ranges, PartCount count) {
        List<OffsetRange> parts = new ArrayList<>();
        for (OffsetRange range : ranges) {
            long from = range.from();
            for (long left = count.of(range); left > 0; left--) {
                long until = from + (range.until() - from) / left;
                if (until > from) {
                    parts.add(new OffsetRange(range.partition(), from, until));
                }
                from = until;
            }
        }
        return parts;
    }
}
