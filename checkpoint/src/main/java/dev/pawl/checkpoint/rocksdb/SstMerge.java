package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.entry.StateCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The keys that several table files hold together, ascending, with what the newest entries make of each. */
final class SstMerge implements StateCursor {
    private final List<SstSource> sources;
    private final PriorityQueue<SstSource> queue =
            new PriorityQueue<>((left, right) -> SstCursor.compare(left.cursor(), right.cursor()));
    private final RangeDeletions rangeDeletions;
    private final MergeOperands operands;
    private byte[] key = new byte[64];
    private int keyLength;
    private @Nullable Bytes currentKey;
    private @Nullable Bytes currentValue;

    /** @param sources on their first entries; belong to the merge from now on */
    SstMerge(List<SstSource> sources, MergeDelimiter delimiter) {
        this.sources = sources;
        this.operands = new MergeOperands(delimiter);
        List<RangeDeletion> deletions = new ArrayList<>();
        for (SstSource source : sources) {
            deletions.addAll(source.rangeDeletions());
            offer(source);
        }
        this.rangeDeletions = new RangeDeletions(deletions);
    }

    @Override
    public boolean next() {
        SstSource newest = queue.peek();
        while (newest != null) {
            if (resolve(newest)) {
                return true;
            }
            newest = queue.peek();
        }
        currentKey = null;
        currentValue = null;
        return false;
    }

    @Override
    public Bytes key() {
        return current(currentKey);
    }

    @Override
    public Bytes value() {
        return current(currentValue);
    }

    @Override
    public void close() throws IOException {
        queue.clear();
        for (SstSource source : sources) {
            source.close();
        }
    }

    /** Takes all entries of the smallest key; true if something is left of it. */
    private boolean resolve(SstSource newest) {
        remember(newest.cursor());
        long deletedBefore = rangeDeletions.newestAt(key, keyLength);
        byte[] base = null;
        boolean settled = false;
        for (SstSource source = queue.peek(); source != null && isAtKey(source.cursor()); source = queue.peek()) {
            queue.remove();
            SstCursor entry = source.cursor();
            if (!settled && entry.sequence() < deletedBefore) {
                settled = true;
            }
            if (!settled) {
                switch (entry.kind()) {
                    case MERGE -> operands.addOlder(entry.value(), source.path());
                    case PUT -> base = entry.value();
                    case DELETE, DELETE_RANGE -> base = null;
                }
                settled = entry.kind() != EntryKind.MERGE;
            }
            source.advance();
            offer(source);
        }
        byte[] value = operands.appendTo(base);
        if (value == null) {
            return false;
        }
        currentKey = Bytes.copyOf(key, 0, keyLength);
        currentValue = Bytes.wrap(value);
        return true;
    }

    private void offer(SstSource source) {
        if (source.isOnEntry()) {
            queue.add(source);
        }
    }

    private void remember(SstCursor cursor) {
        keyLength = cursor.keyLength();
        if (keyLength > key.length) {
            key = new byte[Math.max(keyLength, key.length * 2)];
        }
        System.arraycopy(cursor.key(), 0, key, 0, keyLength);
    }

    private boolean isAtKey(SstCursor cursor) {
        return Arrays.equals(key, 0, keyLength, cursor.key(), 0, cursor.keyLength());
    }

    private static Bytes current(@Nullable Bytes bytes) {
        if (bytes == null) {
            throw new IllegalStateException("the cursor stands on no key");
        }
        return bytes;
    }
}
