package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.MergeDelimiter;

/**
 * How state is loaded.
 *
 * @param changeBytesMax how much memory changes may take, about; when there are more, the files are read several times
 */
public record LoadOptions(long changeBytesMax, MergeDelimiter delimiter) {
    public static final LoadOptions DEFAULT = new LoadOptions(32 << 20, MergeDelimiter.COMMA);

    /** A quarter of the heap, so that state of any size loads, and in few passes where there is room. */
    public static LoadOptions forHeap(long heapBytesMax, MergeDelimiter delimiter) {
        return new LoadOptions(Math.max(DEFAULT.changeBytesMax, heapBytesMax / 4), delimiter);
    }

    public LoadOptions {
        if (changeBytesMax < 1) {
            throw new IllegalArgumentException("changeBytesMax must be positive, was " + changeBytesMax);
        }
    }
}
