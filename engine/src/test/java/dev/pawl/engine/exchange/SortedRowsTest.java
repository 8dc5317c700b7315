package dev.pawl.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortedRowsTest {
    private record Entry(Bytes key, int number) {}

    /** In memory, in runs on disk, and with records larger than what is held or read at once. */
    @Test
    void givesRowsByKeyAndThenInTheOrderTheyCame() throws Exception {
        Random random = new Random(1);
        try (SortedRows all = new SortedRows(64 << 10);
                SortedRows few = new SortedRows()) {
            for (int round = 0; round < 3; round++) {
                check(all, random, 20_000, 12);
                check(all, random, 5, 400_000);
                check(few, random, 1000, 40);
                check(few, random, 0, 1);
            }
        }
    }

    private static void check(SortedRows rows, Random random, int count, int rowBytes) throws Exception {
        List<Entry> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[random.nextInt(3)];
            random.nextBytes(key);
            rows.add(
                    key,
                    ByteBuffer.allocate(Integer.BYTES + random.nextInt(rowBytes))
                            .putInt(i)
                            .array());
            expected.add(new Entry(Bytes.wrap(key), i));
        }
        expected.sort(Comparator.comparing(Entry::key));

        assertThat(rows.isEmpty()).isEqualTo(count == 0);
        SortedRows.Cursor cursor = rows.sorted();
        for (Entry entry : expected) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.hasKey(entry.key().shared())).isTrue();
            assertThat(cursor.key()).isEqualTo(entry.key().shared());
            assertThat(ByteBuffer.wrap(cursor.row()).getInt()).isEqualTo(entry.number());
        }
        assertThat(cursor.next()).isFalse();
        rows.clear();
    }
}
