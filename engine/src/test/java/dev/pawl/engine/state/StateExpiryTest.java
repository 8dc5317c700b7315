package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch forgets costs as much as there is to forget, not as much as is kept. */
class StateExpiryTest {
    private static final int KEYS = 20_000;
    private static final long MICROS_PER_KEY = 40_000;
    private static final int BATCHES = 50;
    /** More than are passed over in search of what is due next. */
    private static final int PUT_OFF = 3_000;

    private static final int EXPIRED_PER_BATCH = 20;

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void onlyWhatExpiresIsLookedAt(StoreKind kind) {
        Storage storage = new SimulatedStorage().open();
        RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
        AtomicLong asked = new AtomicLong();
        // Of the value for one, of the key for the other store.
        EntryExpiry ofValue = EntryExpiry.ofValue(value -> {
            asked.incrementAndGet();
            return Long.parseLong(value.getString(0));
        });
        EntryExpiry ofKey = EntryExpiry.ofKey(key -> {
            asked.incrementAndGet();
            return key.getLong(1);
        });
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                StateStores stores = StateStores.open(
                        StateBench.context(storage, confs, StateBench.settings(kind), memory, StateBench.names()),
                        StateBench.OPERATORS)) {
            stores.begin(0);
            PartitionState state = stores.partition(0, 0);
            StateStore plain = state.store(StateBench.PLAIN);
            StateStore prefixed = state.store(StateBench.PREFIXED);
            plain.expireBy(ofValue);
            prefixed.expireBy(ofKey);
            for (long i = 1; i <= KEYS; i++) {
                long micros = i * MICROS_PER_KEY;
                plain.put(StateBench.key("k", i), StateBench.text(Long.toString(micros)));
                prefixed.put(StateBench.key("k", micros), StateBench.text("v"));
            }
            state.commit();
            assertThat(forget(plain, 0) + forget(prefixed, 0)).isZero();
            state.commit();
            assertThat(asked.get()).isGreaterThanOrEqualTo(2 * KEYS);

            asked.set(0);
            for (long batch = 1; batch <= BATCHES; batch++) {
                long upTo = batch * EXPIRED_PER_BATCH * MICROS_PER_KEY;
                if (batch % 10 == 0) {
                    assertThat(forget(plain, upTo)).isEqualTo(EXPIRED_PER_BATCH);
                    state.rollback();
                }
                assertThat(forget(plain, upTo)).isEqualTo(EXPIRED_PER_BATCH);
                assertThat(forget(prefixed, upTo)).isEqualTo(EXPIRED_PER_BATCH);
                state.commit();
            }
            assertThat(plain.rows()).isEqualTo(KEYS - BATCHES * EXPIRED_PER_BATCH);
            // Each when it expires, some of those that expire next, and once more after a rollback; not all of them
            // each time.
            assertThat(asked.get()).isLessThan(2L * BATCHES * EXPIRED_PER_BATCH * 10);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void whatIsNotForgottenIsShownAgain(StoreKind kind) {
        Storage storage = new SimulatedStorage().open();
        RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                StateStores stores = StateStores.open(
                        StateBench.context(storage, confs, StateBench.settings(kind), memory, StateBench.names()),
                        StateBench.OPERATORS)) {
            stores.begin(0);
            PartitionState state = stores.partition(0, 0);
            StateStore plain = state.store(StateBench.PLAIN);
            StateStore prefixed = state.store(StateBench.PREFIXED);
            plain.expireBy(EntryExpiry.ofKey(key -> key.getLong(1)));
            prefixed.expireBy(EntryExpiry.ofValue(value -> Long.parseLong(value.getString(0))));
            for (long i = 1; i <= 3; i++) {
                plain.put(StateBench.key("k", i), StateBench.text("v"));
                prefixed.put(StateBench.key("k", i), StateBench.text(Long.toString(i)));
            }
            for (int batch = 0; batch < 3; batch++) {
                assertThat(shown(plain, 2)).containsExactly("k/1", "k/2");
                assertThat(shown(prefixed, 2)).containsExactly("k/1", "k/2");
                // Its value is another one, its time is not.
                plain.put(StateBench.key("k", 1), StateBench.text("batch " + batch));
                state.commit();
            }
            // The first later, the last sooner; then it is undone.
            for (int attempt = 0; attempt < 2; attempt++) {
                prefixed.put(StateBench.key("k", 1), StateBench.text("1000"));
                prefixed.put(StateBench.key("k", 3), StateBench.text("2"));
                assertThat(shown(prefixed, 2)).containsExactly("k/2", "k/3");
                if (attempt == 0) {
                    state.rollback();
                    assertThat(shown(prefixed, 2)).containsExactly("k/1", "k/2");
                    state.rollback();
                }
            }
            state.commit();
            assertThat(shown(prefixed, 999)).containsExactly("k/2", "k/3");
            state.commit();
            assertThat(shown(prefixed, 1000)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void whatWasRemovedBeforeTheFirstWalkIsFoundWhenItComesBack(StoreKind kind) {
        Storage storage = new SimulatedStorage().open();
        RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                StateStores stores = StateStores.open(
                        StateBench.context(storage, confs, StateBench.settings(kind), memory, StateBench.names()),
                        StateBench.OPERATORS)) {
            stores.begin(0);
            PartitionState state = stores.partition(0, 0);
            StateStore plain = state.store(StateBench.PLAIN);
            StateStore prefixed = state.store(StateBench.PREFIXED);
            plain.expireBy(EntryExpiry.ofKey(key -> key.getLong(1)));
            prefixed.expireBy(EntryExpiry.ofValue(value -> Long.parseLong(value.getString(0))));
            for (StateStore store : List.of(plain, prefixed)) {
                for (long i = 1; i <= 3; i++) {
                    store.put(StateBench.key("k", i), StateBench.text(Long.toString(i)));
                }
            }
            state.commit();
            for (StateStore store : List.of(plain, prefixed)) {
                store.remove(StateBench.key("k", 1));
                store.remove(StateBench.key("k", 2));
                assertThat(shown(store, 2)).isEmpty();
                store.put(StateBench.key("k", 2), StateBench.text("2"));
                assertThat(shown(store, 2)).containsExactly("k/2");
            }
            state.rollback();
            for (StateStore store : List.of(plain, prefixed)) {
                assertThat(shown(store, 2)).containsExactly("k/1", "k/2");
                state.commit();
                assertThat(shown(store, 3)).containsExactly("k/1", "k/2", "k/3");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void onlyRowsThatAreDueAreLookedAt(StoreKind kind) throws Exception {
        dueRows(kind, StateExpiryTest::onlyDueRows);
    }

    /** A time that is put off again and again leaves nothing behind that would be taken for due. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void whatIsPutOffIsNotDueBefore(StoreKind kind) throws Exception {
        dueRows(kind, StateExpiryTest::putOff);
    }

    private interface DueRows {
        void check(PartitionState state, String name, boolean isByTime) throws IOException;
    }

    /** Rows in the order of their times, and rows with their times in their values. */
    private static void dueRows(StoreKind kind, DueRows rows) throws Exception {
        StructType byTime =
                new StructType().add("at", DataTypes.LongType, false).add("k", DataTypes.LongType);
        StructType keyAlone = new StructType().add("k", DataTypes.LongType);
        StructType timeAlone = new StructType().add("at", DataTypes.LongType);
        List<OperatorSpec> operators = List.of(
                new OperatorSpec(
                        0,
                        "timers",
                        1,
                        List.of(StoreSpec.familyByTime("timers", byTime, timeAlone)),
                        Optional.of("{}")),
                new OperatorSpec(
                        1, "timeouts", 1, List.of(new StoreSpec(StoreSpec.DEFAULT, keyAlone, timeAlone, 0).dueAt(0))));
        Storage storage = new SimulatedStorage().open();
        RecordedConfs confs = StateBench.confs(StateBench.ROCKSDB);
        try (StateMemory memory = StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
                StateStores stores = StateStores.open(
                        StateBench.context(storage, confs, StateBench.settings(kind), memory, StateBench.names()),
                        operators)) {
            stores.begin(0);
            rows.check(stores.partition(0, 0), "timers", true);
            rows.check(stores.partition(1, 0), StoreSpec.DEFAULT, false);
        }
    }

    private static void onlyDueRows(PartitionState state, String name, boolean isByTime) throws IOException {
        StateStore store = state.store(name);
        AtomicLong asked = new AtomicLong();
        ToLongFunction<UnsafeRow> time = row -> {
            asked.incrementAndGet();
            return StoreSpec.dueMicros(row.getLong(0));
        };
        store.expireBy(isByTime ? EntryExpiry.ofKey(time) : EntryExpiry.ofValue(time));
        for (long ms = 0; ms <= KEYS; ms++) {
            store.put(isByTime ? numbers(ms, ms) : numbers(ms), numbers(ms));
        }
        state.commit();
        assertThat(due(store, 0, isByTime)).containsExactly(0L);
        state.commit();
        asked.set(0);
        for (long batch = 1; batch <= BATCHES; batch++) {
            long upTo = batch * EXPIRED_PER_BATCH;
            // The one that would be due next, and one that would be in this batch.
            store.remove(isByTime ? numbers(upTo + 1, upTo + 1) : numbers(upTo + 1));
            store.remove(isByTime ? numbers(upTo, upTo) : numbers(upTo));
            List<Long> found = LongStream.range(upTo - EXPIRED_PER_BATCH + (batch == 1 ? 1 : 2), upTo)
                    .boxed()
                    .toList();
            assertThat(due(store, upTo, isByTime)).containsExactlyElementsOf(found);
            if (batch % 10 == 0) {
                state.rollback();
                assertThat(store.mayBeDue(upTo - EXPIRED_PER_BATCH + 2)).isTrue();
                store.remove(isByTime ? numbers(upTo + 1, upTo + 1) : numbers(upTo + 1));
                store.remove(isByTime ? numbers(upTo, upTo) : numbers(upTo));
                assertThat(due(store, upTo, isByTime)).containsExactlyElementsOf(found);
            }
            assertThat(store.mayBeDue(upTo + 1)).isFalse();
            assertThat(store.mayBeDue(upTo + 2)).isTrue();
            state.commit();
        }
        assertThat(asked.get()).isBetween((long) BATCHES * (EXPIRED_PER_BATCH - 2), BATCHES * EXPIRED_PER_BATCH * 5L);
        // Nothing is left that would be due at any time.
        assertThat(due(store, KEYS, isByTime)).hasSize(KEYS - BATCHES * EXPIRED_PER_BATCH - 1);
        assertThat(store.mayBeDue(Long.MAX_VALUE)).isFalse();
        state.commit();
        assertThat(store.rows()).isZero();
    }

    private static void putOff(PartitionState state, String name, boolean isByTime) throws IOException {
        StateStore store = state.store(name);
        ToLongFunction<UnsafeRow> time = row -> StoreSpec.dueMicros(row.getLong(0));
        store.expireBy(isByTime ? EntryExpiry.ofKey(time) : EntryExpiry.ofValue(time));
        store.put(isByTime ? numbers(1, 1) : numbers(1), numbers(1));
        store.put(isByTime ? numbers(100, 2) : numbers(2), numbers(100));
        state.commit();
        assertThat(due(store, 1, isByTime)).containsExactly(1L);
        state.commit();
        for (long ms = 100; ms < 100 + PUT_OFF; ms++) {
            if (isByTime) {
                store.remove(numbers(ms, 2));
            }
            store.put(isByTime ? numbers(ms + 1, 2) : numbers(2), numbers(ms + 1));
            state.commit();
        }

        // At the first time it had, it is found that there is nothing.
        assertThat(due(store, 101, isByTime)).isEmpty();
        assertThat(store.mayBeDue(99 + PUT_OFF)).isFalse();
        assertThat(store.mayBeDue(100 + PUT_OFF)).isTrue();
    }

    private static List<Long> due(StateStore store, long byMs, boolean isByTime) throws IOException {
        Set<Long> due = new TreeSet<>();
        store.due(byMs, (key, value) -> due.add(value.getLong(0)));
        due.forEach(ms -> store.remove(isByTime ? numbers(ms, ms) : numbers(ms)));
        return List.copyOf(due);
    }

    private static UnsafeRow numbers(long... numbers) {
        UnsafeRowWriter writer = new UnsafeRowWriter(numbers.length);
        writer.reset();
        writer.zeroOutNullBytes();
        for (int i = 0; i < numbers.length; i++) {
            writer.write(i, numbers[i]);
        }
        return writer.getRow().copy();
    }

    /** What is there to forget, and left. A key may be shown twice. */
    private static Set<String> shown(StateStore store, long upTo) {
        Set<String> names = new TreeSet<>();
        try (Entries expired = store.expired(upTo)) {
            while (expired.next()) {
                names.add(StateBench.name(expired.key()));
            }
        }
        return names;
    }

    private static long forget(StateStore store, long upTo) {
        long forgotten = 0;
        try (Entries expired = store.expired(upTo)) {
            while (expired.next()) {
                store.remove(expired.key());
                forgotten++;
            }
        }
        return forgotten;
    }
}
