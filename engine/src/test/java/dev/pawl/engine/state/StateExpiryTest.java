package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch forgets costs as much as there is to forget, not as much as is kept. */
class StateExpiryTest {
    private static final int KEYS = 20_000;
    private static final long MICROS_PER_KEY = 40_000;
    private static final int BATCHES = 50;
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
