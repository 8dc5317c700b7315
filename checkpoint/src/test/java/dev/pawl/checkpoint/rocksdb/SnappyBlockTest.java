package dev.pawl.checkpoint.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.DataFormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xerial.snappy.Snappy;

class SnappyBlockTest {
    @Property(tries = 300)
    void undoesWhatSnappyDoes(@ForAll long seed, @ForAll @IntRange(min = 0, max = 200_000) int length)
            throws Exception {
        byte[] plain = repetitive(new Random(seed), length);
        byte[] compressed = Snappy.compress(plain);

        assertThat(decompress(compressed, length)).isEqualTo(plain);
    }

    @Property(tries = 3_000)
    void damageNeverLeavesTheArrays(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2_000) int length)
            throws Exception {
        Random random = new Random(seed);
        byte[] compressed = Snappy.compress(repetitive(random, length));
        for (int i = 0; i < 3; i++) {
            compressed[random.nextInt(compressed.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(decompress(compressed, length)).hasSize(length);
        } catch (DataFormatException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static byte[] decompress(byte[] compressed, int length) throws DataFormatException {
        int prefix = 0;
        while (compressed[prefix] < 0 && prefix < compressed.length - 1) {
            prefix++;
        }
        byte[] out = new byte[length];
        SnappyBlock.decompress(compressed, prefix + 1, compressed.length, out);
        return out;
    }

    private static byte[] repetitive(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        int at = 0;
        while (at < length) {
            int step = Math.min(length - at, 1 + random.nextInt(5_000));
            if (at > 0 && random.nextBoolean()) {
                int from = random.nextInt(at);
                for (int i = 0; i < step; i++) {
                    bytes[at + i] = bytes[from + i];
                }
            }
            at += step;
        }
        return bytes;
    }
}
