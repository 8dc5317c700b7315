package dev.pawl.engine.operator;

import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.EntryExpiry;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** The rows of one side of a join that may still find partners: by key, numbered from 0 without gaps, as Spark keeps them. */
final class JoinMemory {
    /** Of a key with no more rows all are looked at when one has expired. */
    private static final int LOOKED_THROUGH_MAX = 16;

    private final JoinSide side;
    private final Expiry.Instance keyExpired;
    private final Expiry.Instance rowExpired;
    private final UnsafeProjection keyAndIndex;
    private final UnsafeProjection keyOfPlace;
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
        this.keyOfPlace = UnsafeProjection.create(side.key());
        this.rowAndMatched = UnsafeProjection.create(side.keptRow());
        this.matchedAt = side.row().length();
        this.rowAlone = UnsafeProjection.create(side.row());
    }

    void start(PartitionState state) {
        counts = state.store(side.counts());
        rows = state.store(side.rows());
        counts().expireBy(EntryExpiry.ofKey(keyExpired::micros));
        rows().expireBy(EntryExpiry.ofValue(rowExpired::micros));
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

    private boolean isMarked(UnsafeRow kept) {
        return side.format().hasMarks() && kept.getBoolean(matchedAt);
    }

    /** A row as it is kept. */
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
            boolean wasMatched = isMarked(kept);
            UnsafeRow row = withoutMark(kept);
            if (partner.accept(row, wasMatched) && !wasMatched && side.format().hasMarks()) {
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
        if (side.keyExpiry().isPossible()) {
            return forgetKeys(watermarkMs, forgotten);
        }
        return side.rowExpiry().isPossible() ? forgetRows(watermarkMs, forgotten) : 0;
    }

    private long forgetKeys(long watermarkMs, Forgotten forgotten) throws IOException {
        long removed = 0;
        try (Entries over = counts().expired(Expiry.micros(watermarkMs))) {
            while (over.next()) {
                UnsafeRow key = over.key().copy();
                long size = over.value().getLong(0);
                for (long i = 0; i < size; i++) {
                    UnsafeRow kept = rows().get(place(key, i));
                    if (kept != null) {
                        forgotten.accept(withoutMark(kept), isMarked(kept));
                    }
                    rows().remove(place(key, i));
                }
                counts().remove(key);
                removed += size;
            }
        }
        return removed;
    }

    private long forgetRows(long watermarkMs, Forgotten forgotten) throws IOException {
        long upTo = Expiry.micros(side.rowWatermark().applyAsLong(watermarkMs));
        long removed = 0;
        Map<UnsafeRow, List<Long>> ofLongKeys = new HashMap<>();
        try (Entries over = rows().expired(upTo)) {
            while (over.next()) {
                UnsafeRow key = keyOfPlace.apply(over.key());
                long size = countOf(key);
                if (size > LOOKED_THROUGH_MAX) {
                    List<Long> places = ofLongKeys.get(key);
                    if (places == null) {
                        places = new ArrayList<>();
                        ofLongKeys.put(key.copy(), places);
                    }
                    places.add(over.key().getLong(side.key().length()));
                } else {
                    long left = size;
                    for (long i = 0; i < left; i++) {
                        left = forgetAt(key, i, left, upTo, forgotten);
                    }
                    removed += counted(key, size, left);
                }
            }
        }
        for (Map.Entry<UnsafeRow, List<Long>> places : ofLongKeys.entrySet()) {
            places.getValue().sort(null);
            long size = countOf(places.getKey());
            long left = size;
            for (long i : places.getValue()) {
                left = forgetAt(places.getKey(), i, left, upTo, forgotten);
            }
            removed += counted(places.getKey(), size, left);
        }
        return removed;
    }

    private long counted(UnsafeRow key, long size, long left) {
        if (left < size && left == 0) {
            counts().remove(key);
        } else if (left < size) {
            setCount(key, left);
        }
        return size - left;
    }

    /** The last row of a key takes the place of one that goes, and may have to go as well; how many are left. */
    private long forgetAt(UnsafeRow key, long index, long size, long upToMicros, Forgotten forgotten)
            throws IOException {
        long left = size;
        while (index < left) {
            UnsafeRow kept = rows().get(place(key, index));
            if (kept == null || rowExpired.micros(kept) > upToMicros) {
                return left;
            }
            forgotten.accept(withoutMark(kept), isMarked(kept));
            left--;
            if (index < left) {
                UnsafeRow last = rows().get(place(key, left));
                if (last != null) {
                    UnsafeRow moved = last.copy();
                    rows().put(place(key, index), moved);
                }
            }
            rows().remove(place(key, left));
        }
        return left;
    }
}
