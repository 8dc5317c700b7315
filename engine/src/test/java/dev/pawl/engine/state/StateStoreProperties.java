package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Every kind of store, on every layout of files, is a map that survives: compared with one after each step. */
class StateStoreProperties {
    private static final int STEPS = 120;
    private static final List<String> STORES = List.of(StateBench.PLAIN, StateBench.PREFIXED);

    /** How stores keep what they hold; the last two with so little memory that they are on the move all the time. */
    enum Keeping {
        MEMORY,
        ROCKSDB,
        ROCKSDB_SPILLING,
        MOVING
    }

    enum Files {
        HDFS,
        ROCKSDB,
        ROCKSDB_WITH_IDS
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void aStoreInMemoryIsAMap(@ForAll long seed) {
        run(seed, Keeping.MEMORY, Files.HDFS);
    }

    /** Fewer, for native databases take long to open. */
    @Property(tries = 1, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void aStoreOfAnyKindIsAMap(@ForAll long seed) {
        for (Keeping keeping : Keeping.values()) {
            for (Files files : Files.values()) {
                run(seed, keeping, files);
            }
        }
    }

    private static void run(long seed, Keeping keeping, Files files) {
        try (StateMemory memory = memory(keeping)) {
            new Run(seed, keeping, files, memory).run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("keeping=" + keeping + ", files=" + files, e);
        }
    }

    private static StateMemory memory(Keeping keeping) {
        return switch (keeping) {
            case MEMORY, ROCKSDB -> StateBench.memory(Long.MAX_VALUE, Long.MAX_VALUE);
            case ROCKSDB_SPILLING -> StateBench.memory(Long.MAX_VALUE, 4_000);
            case MOVING -> StateBench.memory(2_000, 4_000);
        };
    }

    private static final class Run {
        private final Random random;
        private final Storage checkpoint = new SimulatedStorage().open();
        private final RecordedConfs confs;
        private final StateSettings settings;
        private final StateMemory memory;
        private final Supplier<String> names = StateBench.names();
        private final Map<String, TreeMap<String, String>> committed = new TreeMap<>();
        private final Map<String, TreeMap<String, String>> current = new TreeMap<>();
        private StateStores stores;
        private long batchId;

        Run(long seed, Keeping keeping, Files files, StateMemory memory) {
            random = new Random(seed);
            confs = StateBench.confs(files == Files.HDFS ? StateBench.HDFS : StateBench.ROCKSDB);
            boolean isMemory = keeping == Keeping.MEMORY || keeping == Keeping.MOVING;
            settings = StateBench.settings(isMemory ? StoreKind.MEMORY : StoreKind.ROCKSDB);
            this.memory = memory;
            STORES.forEach(store -> {
                committed.put(store, new TreeMap<>());
                current.put(store, new TreeMap<>());
            });
            if (files == Files.ROCKSDB_WITH_IDS) {
                StateBench.beginWithIds(checkpoint);
            }
            stores = open();
        }

        private StateStores open() {
            StateStores opened = StateStores.open(
                    StateBench.context(checkpoint, confs, settings, memory, names), StateBench.OPERATORS);
            opened.begin(batchId);
            PartitionState opened0 = opened.partition(0, 0);
            opened0.store(StateBench.PLAIN)
                    .expireBy(EntryExpiry.ofKey(key -> micros(StateBench.PLAIN, StateBench.name(key), "")));
            opened0.store(StateBench.PREFIXED)
                    .expireBy(EntryExpiry.ofValue(value -> micros(StateBench.PREFIXED, "", value.getString(0))));
            return opened;
        }

        private PartitionState partition() {
            return stores.partition(0, 0);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                String store = STORES.get(random.nextInt(STORES.size()));
                switch (random.nextInt(14)) {
                    case 0 -> commit();
                    case 1 -> rollback();
                    case 2 -> restart();
                    case 3 -> walk(store);
                    case 4 -> walkPrefix();
                    case 5, 6 -> remove(store);
                    case 7, 8 -> expire(store);
                    default -> put(store);
                }
                check(store);
            }
            commit();
            restart();
            STORES.forEach(this::check);
            stores.close();
        }

        private Map<String, String> known(String store) {
            return java.util.Objects.requireNonNull(current.get(store));
        }

        private void put(String store) {
            String group = group();
            long number = random.nextInt(6);
            String text = value();
            partition().store(store).put(StateBench.key(group, number), StateBench.text(text));
            known(store).put(group + "/" + number, text);
        }

        private void remove(String store) {
            String group = group();
            long number = random.nextInt(6);
            partition().store(store).remove(StateBench.key(group, number));
            known(store).remove(group + "/" + number);
        }

        private String group() {
            return List.of("a", "b", "a group with a longer name").get(random.nextInt(3));
        }

        private String value() {
            int length = random.nextInt(20) == 0 ? random.nextInt(300_000) : random.nextInt(40);
            return "v".repeat(length) + random.nextInt(1000);
        }

        private void commit() {
            partition().commit();
            Map<Long, List<List<String>>> ids = stores.uniqueIds().orElse(Map.of());
            new CommitLog(checkpoint)
                    .append(ids.isEmpty() ? CommitEntry.v1(batchId, 0) : CommitEntry.v2(batchId, 0, ids));
            stores.committed(batchId);
            batchId++;
            current.forEach((store, content) -> committed.put(store, new TreeMap<>(content)));
        }

        private void rollback() {
            partition().rollback();
            forgetChanges();
        }

        private void restart() {
            if (random.nextBoolean()) {
                // An attempt that got as far as its files, which the next one replaces.
                partition().commit();
            }
            stores.close();
            forgetChanges();
            stores = open();
        }

        private void forgetChanges() {
            committed.forEach((store, content) -> current.put(store, new TreeMap<>(content)));
        }

        /** Changes this key and that while it walks: the walk shows each key that stays, once and as it is by then. */
        private void walk(String name) {
            StateStore store = partition().store(name);
            walk(name, store.all(), new TreeMap<>(current.get(name)));
        }

        private void walkPrefix() {
            String group = group();
            UnsafeRow prefix = StateBench.text(group);
            TreeMap<String, String> expected = new TreeMap<>(current.get(StateBench.PREFIXED));
            expected.keySet().removeIf(key -> !key.startsWith(group + "/"));
            walk(StateBench.PREFIXED, partition().store(StateBench.PREFIXED).withPrefix(prefix), expected);
        }

        private void walk(String name, Entries entries, Map<String, String> then) {
            StateStore store = partition().store(name);
            Map<String, String> now = known(name);
            Set<String> seen = new TreeSet<>();
            Set<String> mayBeMissed = new TreeSet<>();
            try (entries) {
                while (entries.next()) {
                    UnsafeRow key = entries.key().copy();
                    String shown = StateBench.name(key);
                    assertThat(seen.add(shown)).as("shown twice: " + shown).isTrue();
                    assertThat(entries.value().getString(0)).isEqualTo(now.get(shown));
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            store.remove(key);
                            now.remove(shown);
                        }
                        case 1 -> {
                            String text = value();
                            store.put(key, StateBench.text(text));
                            now.put(shown, text);
                        }
                        case 2 -> put(name);
                        case 3 -> {
                            List<String> before = new ArrayList<>(now.keySet());
                            remove(name);
                            before.removeAll(now.keySet());
                            mayBeMissed.addAll(before);
                        }
                        default -> store.get(StateBench.key(group(), random.nextInt(6)));
                    }
                }
            }
            Set<String> expected = new TreeSet<>(then.keySet());
            expected.removeAll(mayBeMissed);
            assertThat(seen).containsAll(expected);
        }

        /** One in ten never; so that some are early and most of them late, and what comes later may expire sooner. */
        private static long micros(String store, String key, String value) {
            String text = store.equals(StateBench.PLAIN) ? key : value;
            long hash = (text.hashCode() & 0xffffL) * 31 % 1000;
            return hash < 100 ? EntryExpiry.NEVER : hash * hash * 10 - 500_000;
        }

        /** Shows at least what has expired and is not touched otherwise, and nothing that has not. */
        private void expire(String name) {
            long upTo = (long) random.nextInt(1100) * random.nextInt(1100) * 10 - 500_000;
            StateStore store = partition().store(name);
            Map<String, String> now = known(name);
            Set<String> expected = new TreeSet<>();
            now.forEach((key, value) -> {
                if (micros(name, key, value) <= upTo) {
                    expected.add(key);
                }
            });
            boolean isTidy = random.nextBoolean();
            Set<String> seen = new TreeSet<>();
            try (Entries expired = store.expired(upTo)) {
                while (expired.next()) {
                    UnsafeRow key = expired.key().copy();
                    String shown = StateBench.name(key);
                    String text = expired.value().getString(0);
                    assertThat(text).isEqualTo(now.get(shown));
                    assertThat(micros(name, shown, text)).isLessThanOrEqualTo(upTo);
                    seen.add(shown);
                    if (isTidy || random.nextInt(3) > 0) {
                        store.remove(key);
                        now.remove(shown);
                    } else {
                        String other = value();
                        store.put(key, StateBench.text(other));
                        now.put(shown, other);
                        Set<String> before = new TreeSet<>(now.keySet());
                        put(name);
                        before.forEach(expected::remove);
                    }
                }
            }
            assertThat(seen).containsAll(expected);
        }

        private void check(String name) {
            StateStore store = partition().store(name);
            Map<String, String> expected = known(name);
            assertThat(StateBench.content(store.all())).isEqualTo(expected);
            assertThat(store.rows()).isEqualTo(expected.size());
            for (String group : List.of("a", "b", "a group with a longer name", "none")) {
                long number = random.nextInt(6);
                UnsafeRow found = store.get(StateBench.key(group, number));
                assertThat(found == null ? null : found.getString(0)).isEqualTo(expected.get(group + "/" + number));
                if (name.equals(StateBench.PREFIXED)) {
                    TreeMap<String, String> inGroup = new TreeMap<>(expected);
                    inGroup.keySet().removeIf(key -> !key.startsWith(group + "/"));
                    assertThat(StateBench.content(store.withPrefix(StateBench.text(group))))
                            .isEqualTo(inGroup);
                }
            }
        }
    }
}
