package dev.pawl.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** A map of objects is the oracle. */
class KeyedRowsTest {
    private final UnsafeProjection keys = UnsafeProjection.create(StructType.fromDDL("k STRING, n BIGINT"));
    private final UnsafeRow fresh = UnsafeProjection.create(StructType.fromDDL("sum BIGINT, count INT"))
            .apply(new GenericInternalRow(new Object[] {7L, null}));
    private final UnsafeRow key = new UnsafeRow(2);
    private final UnsafeRow row = new UnsafeRow(2);

    private UnsafeRow key(String text, long number) {
        return keys.apply(new GenericInternalRow(new Object[] {UTF8String.fromString(text), number}))
                .copy();
    }

    private void change(KeyedRows rows, Map<UnsafeRow, Long> expected, UnsafeRow itsKey, long amount) {
        boolean isThere = rows.find(itsKey, row);
        assertThat(isThere).isEqualTo(expected.containsKey(itsKey));
        if (!isThere) {
            rows.add(itsKey, row);
            assertThat(row).isEqualTo(fresh);
        }
        row.setLong(0, row.getLong(0) + amount);
        expected.merge(itsKey, 7 + amount, (before, unused) -> before + amount);
    }

    private void check(KeyedRows rows, Map<UnsafeRow, Long> expected) {
        Set<UnsafeRow> seen = new HashSet<>();
        KeyedRows.Walk walk = rows.walk();
        while (walk.next(key, row)) {
            assertThat(seen.add(key.copy())).isTrue();
            assertThat(row.getLong(0)).isEqualTo(expected.get(key));
            assertThat(row.isNullAt(1)).isTrue();
        }
        assertThat(seen.equals(expected.keySet())).isTrue();
        assertThat(rows.size()).isEqualTo(expected.size());
    }

    @Test
    void isAMap() {
        Random random = new Random(99);
        KeyedRows rows = new KeyedRows(fresh);
        for (int round = 0; round < 4; round++) {
            Map<UnsafeRow, Long> expected = new HashMap<>();
            check(rows, expected);
            int keysMax = 1 << random.nextInt(15);
            for (int i = 0; i < 40_000; i++) {
                int number = random.nextInt(keysMax);
                change(rows, expected, key("k".repeat(number % 40), number), random.nextInt(100));
            }
            check(rows, expected);
            rows.clear();
        }
    }

    @Test
    void keysMayBeLargeOrNothingAtAll() {
        KeyedRows rows = new KeyedRows(fresh);
        Map<UnsafeRow, Long> expected = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            change(rows, expected, key("x".repeat(1 << i % 21), i % 30), i);
        }
        check(rows, expected);
        assertThat(rows.bytes()).isGreaterThan(1 << 20);

        KeyedRows global = new KeyedRows(fresh);
        UnsafeRow none = new UnsafeRow(0);
        assertThat(global.find(none, row)).isFalse();
        global.add(none, row);
        assertThat(global.find(none, row)).isTrue();
    }
}
