package dev.pawl.engine.operator;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.state.Entries;
import dev.pawl.engine.state.EntryExpiry;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** {@code GROUP BY} on a stream: keeps the buffer of each key, as Spark keeps it. */
public final class AggregateOperator implements Operator {
    /**
     * When the keys of a batch take more than this in a partition, what is there of them goes to the store; where the order decides
     * how fractions are rounded, the keys that come later wait for all rows.
     */
    private static final long BYTES_MAX = 32 << 20;

    private final AggregateLayout layout;
    private final AggregateLayout.Copies copies;
    private final Expiry expiry;
    private final OutputMode mode;
    private final AggregateFormat format;

    public AggregateOperator(AggregateLayout layout, Expiry expiry, OutputMode mode) {
        this(layout, layout.copies(), expiry, mode, AggregateFormat.BUFFER);
    }

    private AggregateOperator(
            AggregateLayout layout,
            AggregateLayout.Copies copies,
            Expiry expiry,
            OutputMode mode,
            AggregateFormat format) {
        this.layout = layout;
        this.copies = copies;
        this.expiry = expiry;
        this.mode = mode;
        this.format = format;
    }

    @Override
    public Operator on(RecordedConfs confs) {
        AggregateFormat its = AggregateFormat.of(confs.aggregationStateFormatVersion());
        return new AggregateOperator(layout, copies, expiry, mode, its);
    }

    @Override
    public String name() {
        return "stateStoreSave";
    }

    @Override
    public List<StoreSpec> stores() {
        return List.of(new StoreSpec(StoreSpec.DEFAULT, layout.key(), format.kept(layout), 0));
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new PartialAggregation(layout, copies));
    }

    @Override
    public KeyHash keyHash() {
        return new KeyHash(layout.key(), layout.key().length());
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return mode != OutputMode.COMPLETE && toMs > fromMs;
    }

    @Override
    public Optional<String> growthReason() {
        if (layout.groupings().isEmpty()) {
            return Optional.empty();
        }
        return Expiry.growthReason(expiry, mode);
    }

    @Override
    public String describe() {
        return "Aggregate by " + copies.groupings().describe() + " to "
                + copies.results().describe();
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    private final class Instance implements OperatorInstance {
        private final AggregateBuffers buffers = new AggregateBuffers(layout, copies);
        private final KeptBuffers form = format.buffers(layout);
        private final Expiry.Instance expired = expiry.instance();
        private final EntryExpiry keyExpiry = EntryExpiry.ofKey(expired::micros);
        private final Groups groups = buffers.groups();
        private final Set<UnsafeRow> late = new HashSet<>();
        private final KeysAside aside =
                new KeysAside(layout.key().length(), layout.buffer().length());
        private @Nullable StateStore store;
        private EventTimeBounds bounds = new EventTimeBounds(0, 0);
        private RowConsumer out = row -> {};
        private long removed;
        private boolean isPartlyMerged;
        /** What buffers that are objects have seen. */
        private long seenBytes;

        private long updated;

        @Override
        public void start(Optional<PartitionState> state, EventTimeBounds itsBounds, RowConsumer itsOut) {
            store = state.orElseThrow().store(StoreSpec.DEFAULT);
            store.expireBy(keyExpiry);
            bounds = itsBounds;
            out = itsOut;
            groups.clear();
            late.clear();
            aside.clear();
            seenBytes = 0;
            updated = 0;
            removed = 0;
            isPartlyMerged = false;
        }

        private StateStore store() {
            return java.util.Objects.requireNonNull(store);
        }

        @Override
        public void accept(int side, UnsafeRow key, UnsafeRow part) throws IOException {
            InternalRow buffer = groups.find(key);
            if (buffer == null) {
                if (mode != OutputMode.COMPLETE && expired.isBehind(key, bounds.lateMs())) {
                    if (!late.contains(key)) {
                        late.add(key.copy());
                    }
                    return;
                }
                if (groups.bytes() + seenBytes >= BYTES_MAX) {
                    if (!buffers.canMergeInParts()) {
                        aside.add(key, part);
                        return;
                    }
                    mergeSome();
                }
                buffer = groups.add(key);
            }
            buffers.merge(buffer, part);
            seenBytes += buffers.areObjects() ? part.getSizeInBytes() : 0;
        }

        @Override
        public OperatorCounts finish() throws IOException {
            if (layout.groupings().isEmpty() && groups.size() == 0) {
                // Without GROUP BY there is a result even of no rows at all.
                accept(0, new UnsafeRow(0), buffers.stored(buffers.fresh()).copy());
            }
            merge();
            if (mode == OutputMode.COMPLETE) {
                giveAll();
            } else if (expiry.isPossible()) {
                evict();
            }
            return new OperatorCounts(updated, removed, late.size());
        }

        @Override
        public void giveUp() throws IOException {
            aside.close();
        }

        private void merge() throws IOException {
            if (isPartlyMerged) {
                mergeSome();
                giveMerged();
                return;
            }
            groups.forEach(this::merge);
            groups.clear();
            aside.forEach(new KeysAside.Each() {
                private InternalRow buffer = buffers.fresh();

                @Override
                public void accept(UnsafeRow key, UnsafeRow part) {
                    buffers.merge(buffer, part);
                }

                @Override
                public void end(UnsafeRow key) throws IOException {
                    merge(key, buffer);
                    buffer = buffers.fresh();
                }
            });
        }

        private void merge(UnsafeRow key, InternalRow buffer) throws IOException {
            UnsafeRow merged = buffers.stored(withKnown(key, buffer));
            store().put(key, form.kept(key, merged));
            if (mode == OutputMode.UPDATE) {
                out.accept(buffers.result(key, merged));
            }
            updated++;
        }

        private void mergeSome() throws IOException {
            groups.forEach((key, buffer) -> store().put(key, form.kept(key, buffers.stored(withKnown(key, buffer)))));
            groups.clear();
            isPartlyMerged = true;
        }

        /** A key may have come several times, and is given once. */
        private void giveMerged() throws IOException {
            try (Entries changed = store().changed()) {
                while (changed.next()) {
                    updated++;
                    if (mode == OutputMode.UPDATE) {
                        out.accept(buffers.result(changed.key(), form.buffer(changed.value())));
                    }
                }
            }
        }

        /** What is known of a key comes first; one merge more or less would round fractions in another way than Spark does. */
        private InternalRow withKnown(UnsafeRow key, InternalRow fresh) {
            UnsafeRow known = store().get(key);
            if (known == null && buffers.isExact()) {
                return fresh;
            }
            InternalRow both = buffers.fresh();
            if (known != null) {
                buffers.merge(both, form.buffer(known));
            }
            buffers.merge(both, buffers.stored(fresh));
            return both;
        }

        private void giveAll() throws IOException {
            try (Entries all = store().all()) {
                while (all.next()) {
                    out.accept(buffers.result(all.key(), form.buffer(all.value())));
                }
            }
        }

        private void evict() throws IOException {
            try (Entries over = store().expired(Expiry.micros(bounds.evictMs()))) {
                while (over.next()) {
                    UnsafeRow key = over.key();
                    if (mode == OutputMode.APPEND) {
                        out.accept(buffers.result(key, form.buffer(over.value())));
                    }
                    store().remove(key);
                    removed++;
                }
            }
        }
    }
}
