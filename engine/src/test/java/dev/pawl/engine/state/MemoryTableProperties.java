package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.state.StoreLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Many keys that come and go: the index grows and shrinks, pages fill up and are emptied. */
class MemoryTableProperties {
    private static final int BATCHES = 40;
    private static final int CHANGES = 1_500;
    private static final RowForm FORM = RowForm.of(
            new StoreSpec(
                    StoreSpec.DEFAULT, StateBench.KEY, new StructType().add("micros", DataTypes.LongType, false), 0),
            StoreLayout.ROCKSDB);

    @Property(tries = 8, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatAMapHolds(@ForAll long seed, @ForAll boolean prefixes) {
        Random random = new Random(seed);
        MemoryTable table = prefixes ? MemoryTable.withPrefixes() : MemoryTable.plain();
        table.expireBy(new TableExpiry(EntryExpiry.ofValue(MemoryTableProperties::micros), FORM));
        Map<Bytes, Bytes> model = new HashMap<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            Map<Bytes, Bytes> changed = new HashMap<>(model);
            // From growing to shrinking and back, so that the larger part of the pages is dead at times.
            int removals = batch / 8 % 2 == 0 ? 1 : 8;
            for (int i = 0; i < CHANGES; i++) {
                Bytes key = key(random.nextInt(20_000));
                if (random.nextInt(10) < removals) {
                    remove(table, changed, random, key);
                } else {
                    Bytes value = value(random);
                    table.put(slice(key), slice(value));
                    changed.put(key, value);
                }
            }
            if (batch % 2 == 1) {
                expire(table, changed, random);
            }
            if (random.nextInt(4) == 0) {
                assertThat(table.rollback()).isTrue();
            } else {
                table.commit();
                model = changed;
            }
            check(table, model, prefixes);
        }
        long bytesWithAll = table.bytes();
        for (Bytes key : model.keySet()) {
            table.remove(slice(key));
        }
        table.commit();
        assertThat(table.rows()).isZero();
        // What is left is not much: a page, and room for a few changes.
        assertThat(table.bytes()).isLessThan(Math.max(2L << 20, bytesWithAll / 4));
    }

    private static Bytes value(Random random) {
        byte[] bytes = new byte[random.nextInt(50) == 0 ? 16 + random.nextInt(20_000) * 8 : 16];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putLong(8, Math.abs(random.nextLong() >>> random.nextInt(40)));
        return Bytes.wrap(bytes);
    }

    private static long micros(UnsafeRow value) {
        return value.getLong(0);
    }

    private static long micros(Bytes value) {
        return ByteBuffer.wrap(value.shared()).order(ByteOrder.nativeOrder()).getLong(8);
    }

    private static void expire(MemoryTable table, Map<Bytes, Bytes> changed, Random random) {
        long upTo = Math.abs(random.nextLong() >>> (1 + random.nextInt(40)));
        Slice key = new Slice();
        Slice value = new Slice();
        try (TableCursor expired = table.expired(upTo)) {
            while (expired.next(key, value)) {
                Bytes gone = changed.remove(key.copy());
                assertThat(gone).isEqualTo(value.copy());
                assertThat(micros(value.copy())).isLessThanOrEqualTo(upTo);
                table.remove(key);
            }
        }
        assertThat(changed.values()).allMatch(left -> micros(left) > upTo);
    }

    /** Sooner a key that is there than one by chance. */
    private static void remove(MemoryTable table, Map<Bytes, Bytes> changed, Random random, Bytes other) {
        Bytes key = other;
        for (int tries = 0; tries < 20 && !changed.containsKey(key); tries++) {
            key = key(random.nextInt(20_000));
        }
        table.remove(slice(key));
        changed.remove(key);
    }

    private static void check(MemoryTable table, Map<Bytes, Bytes> model, boolean prefixes) {
        assertThat(table.rows()).isEqualTo(model.size());
        Slice found = new Slice();
        for (Map.Entry<Bytes, Bytes> entry : model.entrySet()) {
            assertThat(table.get(slice(entry.getKey()), found)).isTrue();
            assertThat(found.copy().equals(entry.getValue())).isTrue();
        }
        assertThat(drain(table.all())).isEqualTo(model.keySet());
        if (prefixes) {
            for (int prefix = 0; prefix < 7; prefix++) {
                byte[] start = {1, 0, 0, 0, (byte) prefix};
                Set<Bytes> expected = new HashSet<>(model.keySet());
                expected.removeIf(key -> key.at(4) != start[4]);
                assertThat(drain(table.withPrefix(slice(Bytes.wrap(start))))).isEqualTo(expected);
            }
        }
    }

    private static Set<Bytes> drain(TableCursor cursor) {
        Set<Bytes> keys = new HashSet<>();
        Slice key = new Slice();
        Slice value = new Slice();
        while (cursor.next(key, value)) {
            assertThat(keys.add(key.copy())).isTrue();
        }
        return keys;
    }

    /** A prefix of one byte behind its length, then a number. */
    private static Bytes key(int number) {
        return Bytes.wrap(new byte[] {1, 0, 0, 0, (byte) (number % 7), (byte) number, (byte) (number >> 8)});
    }

    private static Slice slice(Bytes bytes) {
        Slice slice = new Slice();
        slice.set(bytes);
        return slice;
    }
}
