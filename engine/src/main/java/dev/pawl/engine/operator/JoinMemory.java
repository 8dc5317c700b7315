package dev.pawl.engine.operator;

import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** The rows of one side of a join that may still find partners: by key, numbered from 0 without gaps, as Spark keeps them. */
final class JoinMemory {
    private final JoinSide side;
    private final Expiry.Instance keyExpired;
    private final Expiry.Instance rowExpired;
    private final UnsafeProjection keyAndIndex;
    private final UnsafeProjection rowAndMatched;
    private final UnsafeProjection rowAlone;
    private final UnsafeProjection count = UnsafeProjection.create(new DataType[] {DataTypes.LongType});
    private final JoinedRow joined = new JoinedRow();
    private final GenericInternalRow number = new GenericInternalRow(1);
    private final int matchedAt;
    private @Nullable StateStore counts;
    private @Nullable StateStore rows;

    /** A row that was forgotten. */
    interface Forgotten {
        void accept(UnsafeRow row, boolean isMatched) throws IOException;
    }

    /** Whether a row of this side and another one are partners; told once for each. */
    interface Partner {
        boolean accept(UnsafeRow row, boolean isMatched) throws IOException;
    }

    JoinMemory(JoinSide side) {
        this.side = side;
        this.keyExpired = side.keyExpiry().instance();
        this.rowExpired = side.rowExpiry().instance();
        this.keyAndIndex = UnsafeProjection.create(side.key().add("index", DataTypes.LongType, false));
        this.rowAndMatched = UnsafeProjection.create(side.rowAndMatched());
        this.matchedAt = side.row().length();
        this.rowAlone = UnsafeProjection.create(side.row());
    }

    void start(PartitionState state) {
        counts = state.store(side.counts());
        rows = state.store(side.rows());
    }

    private StateStore counts() {
        return java.util.Objects.requireNonNull(counts);
    }

    private StateStore rows() {
        return java.util.Objects.requireNonNull(rows);
    }

    private UnsafeRow place(UnsafeRow key, long index) {
        number.setLong(0, index);
        return keyAndIndex.apply(joined.apply(key, number));
    }

    private UnsafeRow marked(UnsafeRow row, boolean isMatched) {
        number.setBoolean(0, isMatched);
        return rowAndMatched.apply(joined.apply(row, number));
    }

    private UnsafeRow withoutMark(UnsafeRow kept) {
        return rowAlone.apply(kept);
    }

    private long countOf(UnsafeRow key) {
        UnsafeRow found = counts().get(key);
        return found == null ? 0 : found.getLong(0);
    }

    private void setCount(UnsafeRow key, long value) {
        number.setLong(0, value);
        counts().put(key, count.apply(number));
    }

    void add(UnsafeRow key, UnsafeRow row, boolean isMatched) {
        long index = countOf(key);
        UnsafeRow kept = marked(row, isMatched);
        rows().put(place(key, index), kept);
        setCount(key, index + 1);
    }

    /** Shows all rows of a key; those that are partners are marked. */
    void forEachOf(UnsafeRow key, Partner partner) throws IOException {
        long size = countOf(key);
        for (long i = 0; i < size; i++) {
            UnsafeRow kept = rows().get(place(key, i));
            if (kept == null) {
                continue;
            }
            boolean wasMatched = kept.getBoolean(matchedAt);
            UnsafeRow row = withoutMark(kept);
            if (partner.accept(row, wasMatched) && !wasMatched) {
                UnsafeRow matched = marked(row, true);
                rows().put(place(key, i), matched);
            }
        }
    }

    /** Whether a row can find no partners from this batch on. */
    boolean isExpired(UnsafeRow key, UnsafeRow row, long watermarkMs) {
        return keyExpired.isBehind(key, watermarkMs)
                || (side.rowExpiry().isPossible()
                        && rowExpired.isBehind(row, side.rowWatermark().applyAsLong(watermarkMs)));
    }

    /** Forgets what is behind the watermark; how many rows that were. */
    long forget(long watermarkMs, Forgotten forgotten) throws IOException {
        if (!side.forgets()) {
            return 0;
        }
        long removed = 0;
        try (Entries keys = counts().all()) {
            while (keys.next()) {
                UnsafeRow key = keys.key().copy();
                long size = keys.value().getLong(0);
                long left = side.keyExpiry().isPossible()
                        ? forgetKey(key, size, watermarkMs, forgotten)
                        : forgetRows(key, size, watermarkMs, forgotten);
                removed += size - left;
                if (left == 0) {
                    counts().remove(key);
                } else if (left < size) {
                    setCount(key, left);
                }
            }
        }
        return removed;
    }

    private long forgetKey(UnsafeRow key, long size, long watermarkMs, Forgotten forgotten) throws IOException {
        if (!keyExpired.isBehind(key, watermarkMs)) {
            return size;
        }
        for (long i = 0; i < size; i++) {
            UnsafeRow kept = rows().get(place(key, i));
            if (kept != null) {
                forgotten.accept(withoutMark(kept), kept.getBoolean(matchedAt));
            }
            rows().remove(place(key, i));
        }
        return 0;
    }

    /** The last row of a key takes the place of one that goes. */
    private long forgetRows(UnsafeRow key, long size, long watermarkMs, Forgotten forgotten) throws IOException {
        long rowWatermarkMs = side.rowWatermark().applyAsLong(watermarkMs);
        long left = size;
        for (long i = 0; i < left; ) {
            UnsafeRow kept = rows().get(place(key, i));
            if (kept == null || !rowExpired.isBehind(kept, rowWatermarkMs)) {
                i++;
                continue;
            }
            forgotten.accept(withoutMark(kept), kept.getBoolean(matchedAt));
            left--;
            if (i < left) {
                UnsafeRow last = rows().get(place(key, left));
                if (last != null) {
                    UnsafeRow moved = last.copy();
                    rows().put(place(key, i), moved);
                }
            }
            rows().remove(place(key, left));
        }
        return left;
    }
}
