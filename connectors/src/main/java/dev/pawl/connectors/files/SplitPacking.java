package dev.pawl.connectors.files;

import dev.pawl.engine.source.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files into splits as Spark does: large ones are cut where their format allows it, small ones share a split. What a file
 * costs besides its bytes counts as {@value #OPEN_COST_BYTES} bytes.
 */
final class SplitPacking {
    static final long SPLIT_BYTES_MAX = 128L << 20;

    private static final long OPEN_COST_BYTES = 4L << 20;

    /** A fixed number, so that a batch that is run again is cut alike, whatever machine runs it. */
    private static final int SPLITS_WANTED = 8;

    private SplitPacking() {}

    /** A part of a file and its length in bytes. */
    record Sized(FilePart part, long bytes) {}

    static long splitBytes(long totalBytes, int files) {
        long perSplit = (totalBytes + files * OPEN_COST_BYTES) / SPLITS_WANTED;
        return Math.min(SPLIT_BYTES_MAX, Math.max(OPEN_COST_BYTES, perSplit));
    }

    /** The whole of a file, or parts of it that begin anywhere. */
    static List<Sized> cut(FilePart file, long bytes, boolean isSplittable, long splitBytes) {
        if (!isSplittable || bytes <= splitBytes) {
            return List.of(new Sized(file, bytes));
        }
        List<Sized> parts = new ArrayList<>();
        for (long start = 0; start < bytes; start += splitBytes) {
            boolean isLast = start + splitBytes >= bytes;
            long end = isLast ? Long.MAX_VALUE : start + splitBytes;
            parts.add(new Sized(file.between(start, end), Math.min(bytes - start, splitBytes)));
        }
        return parts;
    }

    static List<Split> pack(List<Sized> parts, long splitBytes, TableReader table) {
        List<Sized> largestFirst = new ArrayList<>(parts);
        largestFirst.sort(Comparator.comparingLong(Sized::bytes).reversed());
        List<Split> splits = new ArrayList<>();
        List<FilePart> together = new ArrayList<>();
        long bytes = 0;
        for (Sized each : largestFirst) {
            if (!together.isEmpty() && bytes + each.bytes() > splitBytes) {
                splits.add(new FileSplit(together, table));
                together = new ArrayList<>();
                bytes = 0;
            }
            together.add(each.part());
            bytes += each.bytes() + OPEN_COST_BYTES;
        }
        if (!together.isEmpty()) {
            splits.add(new FileSplit(together, table));
        }
        return splits;
    }
}
