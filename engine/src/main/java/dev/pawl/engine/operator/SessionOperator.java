package dev.pawl.engine.operator;

import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.EntryExpiry;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code GROUP BY session_window(…), keys}: sessions of a key that touch become one. Kept as Spark keeps them: by key and start.
 */
public final class SessionOperator implements Operator {
    /** When the sessions of a batch take more than this in a partition, the keys that come later wait for all rows. */
    private static final long BYTES_MAX = 32 << 20;

    /** What a session takes beside its bytes. */
    private static final int SESSION_BYTES = 320;

    private final AggregateLayout layout;
    private final AggregateLayout.Copies copies;
    private final int[] order;
    private final Expiry expiry;
    private final OutputMode mode;

    /**
     * @param layout its last grouping is the session
     * @param order where each grouping of the layout stands in the statement
     */
    public SessionOperator(AggregateLayout layout, List<Integer> order, Expiry expiry, OutputMode mode) {
        this.layout = layout;
        this.copies = layout.copies();
        this.order = order.stream().mapToInt(Integer::intValue).toArray();
        this.expiry = expiry;
        this.mode = mode;
    }

    private int keys() {
        return layout.key().length() - 1;
    }

    @Override
    public String name() {
        return "sessionWindowStateStoreSaveExec";
    }

    private StructType keyAlone() {
        StructType key = new StructType();
        for (int i = 0; i < keys(); i++) {
            key = key.add(layout.key().apply(i));
        }
        return key;
    }

    /** The groupings in the order of the statement, then the buffer. */
    private StructType keptColumns() {
        StructField[] fields = new StructField[order.length + layout.buffer().length()];
        for (int i = 0; i < order.length; i++) {
            fields[order[i]] = layout.key().apply(i);
        }
        System.arraycopy(
                layout.buffer().fields(),
                0,
                fields,
                order.length,
                layout.buffer().length());
        return new StructType(fields);
    }

    @Override
    public List<StoreSpec> stores() {
        StructType key = keyAlone().add("sessionStartTime", DataTypes.TimestampType, false);
        return List.of(new StoreSpec(StoreSpec.DEFAULT, key, keptColumns(), keys()));
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new PartialAggregation(layout, copies));
    }

    @Override
    public KeyHash keyHash() {
        return new KeyHash(layout.key(), keys());
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return mode != OutputMode.COMPLETE && toMs > fromMs;
    }

    @Override
    public Optional<String> growthReason() {
        return Expiry.growthReason(expiry, mode);
    }

    @Override
    public String describe() {
        return "Sessions by " + copies.groupings().describe() + " to "
                + copies.results().describe();
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    /** A session with what was seen in it. */
    private record Session(long start, long end, InternalRow buffer) {}

    private final class Instance implements OperatorInstance {
        private final AggregateBuffers buffers = new AggregateBuffers(layout, copies);
        private final Expiry.Instance expired = expiry.instance();
        private final UnsafeProjection keyOfRow = columns(layout.key(), 0, keys());
        private final UnsafeProjection bufferOfKept =
                columns(keptColumns(), order.length, keptColumns().length());
        private final UnsafeProjection wholeKey = UnsafeProjection.create(layout.key());
        private final UnsafeProjection storeKey =
                UnsafeProjection.create(keyAlone().add("start", DataTypes.TimestampType, true));
        private final UnsafeProjection keptRow = UnsafeProjection.create(keptColumns());
        private final EntryExpiry keptExpiry = EntryExpiry.ofValue(kept -> expired.micros(keyOf(kept)));
        private final int sessionAt = order[keys()];
        private final Map<UnsafeRow, List<Session>> sessions = new HashMap<>();
        private final KeysAside aside = new KeysAside(keys(), 2);
        private final UnsafeProjection asideRow = UnsafeProjection.create(
                new StructType().add("key", layout.key()).add("part", layout.buffer()));
        private final JoinedRow joined = new JoinedRow();
        private @Nullable StateStore store;
        private EventTimeBounds bounds = new EventTimeBounds(0, 0);
        private RowConsumer out = row -> {};
        private long heldBytes;
        private long late;
        private long updated;
        private long removed;

        private static UnsafeProjection columns(StructType row, int from, int to) {
            List<Expression> some = new ArrayList<>();
            for (int i = from; i < to; i++) {
                some.add(new BoundReference(i, row.apply(i).dataType(), true));
            }
            return GenerateUnsafeProjection.generate(
                    CollectionConverters.asScala(some).toSeq(), false);
        }

        private StateStore store() {
            return java.util.Objects.requireNonNull(store);
        }

        @Override
        public void start(Optional<PartitionState> state, EventTimeBounds itsBounds, RowConsumer itsOut) {
            store = state.orElseThrow().store(StoreSpec.DEFAULT);
            store.expireBy(keptExpiry);
            bounds = itsBounds;
            out = itsOut;
            sessions.clear();
            aside.clear();
            heldBytes = 0;
            late = 0;
            updated = 0;
            removed = 0;
        }

        @Override
        public void accept(int side, UnsafeRow key, UnsafeRow part) throws IOException {
            if (expired.isBehind(key, bounds.lateMs())) {
                late++;
                return;
            }
            UnsafeRow alone = keyOfRow.apply(key);
            List<Session> ofKey = sessions.get(alone);
            if (ofKey == null) {
                if (heldBytes >= BYTES_MAX) {
                    aside.add(alone, asideRow.apply(new GenericInternalRow(new Object[] {key, part})));
                    return;
                }
                ofKey = new ArrayList<>();
                sessions.put(alone.copy(), ofKey);
            }
            ofKey.add(session(key, part));
            heldBytes += SESSION_BYTES + key.getSizeInBytes() + part.getSizeInBytes();
        }

        private Session session(UnsafeRow key, UnsafeRow part) {
            InternalRow session = key.getStruct(keys(), 2);
            InternalRow buffer = buffers.fresh();
            buffers.merge(buffer, part);
            return new Session(session.getLong(0), session.getLong(1), buffer);
        }

        @Override
        public OperatorCounts finish() throws IOException {
            for (Map.Entry<UnsafeRow, List<Session>> ofKey : sessions.entrySet()) {
                bringTogether(ofKey.getKey(), ofKey.getValue());
            }
            sessions.clear();
            aside.forEach(new KeysAside.Each() {
                private final List<Session> ofKey = new ArrayList<>();

                @Override
                public void accept(UnsafeRow alone, UnsafeRow row) {
                    ofKey.add(session(
                            row.getStruct(0, layout.key().length()),
                            row.getStruct(1, layout.buffer().length())));
                }

                @Override
                public void end(UnsafeRow alone) {
                    bringTogether(alone, ofKey);
                    ofKey.clear();
                }
            });
            if (mode == OutputMode.COMPLETE) {
                giveAll();
            } else if (expiry.isPossible()) {
                evict();
            }
            return new OperatorCounts(updated, removed, late);
        }

        @Override
        public void giveUp() throws IOException {
            aside.close();
        }

        private void bringTogether(UnsafeRow key, List<Session> fresh) {
            List<Session> all = new ArrayList<>(known(key));
            Set<Long> before = new HashSet<>();
            all.forEach(session -> before.add(session.start()));
            fresh.sort(Comparator.comparingLong(Session::start).thenComparingLong(Session::end));
            all.addAll(fresh);
            all.sort(Comparator.comparingLong(Session::start));
            List<Session> merged = new ArrayList<>();
            for (Session next : all) {
                Session last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (last == null || next.start() > last.end()) {
                    merged.add(next);
                } else {
                    buffers.merge(last.buffer(), buffers.stored(next.buffer()));
                    merged.set(
                            merged.size() - 1,
                            new Session(last.start(), Math.max(last.end(), next.end()), last.buffer()));
                }
            }
            for (Session session : merged) {
                before.remove(session.start());
                store().put(place(key, session.start()), kept(key, session));
                updated++;
            }
            for (long start : before) {
                store().remove(place(key, start));
                removed++;
            }
        }

        private List<Session> known(UnsafeRow key) {
            List<Session> known = new ArrayList<>();
            try (Entries entries = store().withPrefix(key)) {
                while (entries.next()) {
                    UnsafeRow kept = entries.value();
                    InternalRow buffer = buffers.fresh();
                    buffers.merge(buffer, bufferOfKept.apply(kept));
                    InternalRow session = kept.getStruct(sessionAt, 2);
                    known.add(new Session(session.getLong(0), session.getLong(1), buffer));
                }
            }
            return known;
        }

        private UnsafeRow place(UnsafeRow key, long start) {
            return storeKey.apply(joined.apply(key, new GenericInternalRow(new Object[] {start})));
        }

        private UnsafeRow kept(UnsafeRow key, Session session) {
            UnsafeRow buffer = buffers.stored(session.buffer());
            Object[] groupings = new Object[order.length];
            for (int i = 0; i < keys(); i++) {
                groupings[order[i]] = key.isNullAt(i)
                        ? null
                        : key.get(i, layout.key().apply(i).dataType());
            }
            groupings[sessionAt] = new GenericInternalRow(new Object[] {session.start(), session.end()});
            return keptRow.apply(joined.apply(new GenericInternalRow(groupings), buffer));
        }

        /** The whole key of what is kept, the session last. */
        private UnsafeRow keyOf(UnsafeRow kept) {
            Object[] groupings = new Object[order.length];
            for (int i = 0; i < order.length; i++) {
                groupings[i] = kept.isNullAt(order[i])
                        ? null
                        : kept.get(order[i], layout.key().apply(i).dataType());
            }
            return wholeKey.apply(new GenericInternalRow(groupings));
        }

        private void giveAll() throws IOException {
            try (Entries all = store().all()) {
                while (all.next()) {
                    out.accept(buffers.result(keyOf(all.value()), bufferOfKept.apply(all.value())));
                }
            }
        }

        private void evict() throws IOException {
            try (Entries over = store().expired(Expiry.micros(bounds.evictMs()))) {
                while (over.next()) {
                    out.accept(buffers.result(keyOf(over.value()), bufferOfKept.apply(over.value())));
                    store().remove(over.key());
                    removed++;
                }
            }
        }
    }
}
