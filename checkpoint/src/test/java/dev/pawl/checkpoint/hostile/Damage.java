package dev.pawl.checkpoint.hostile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** The bytes of a file, made others. */
final class Damage {
    /** Files up to this size are cut at every byte, and every byte is flipped; of larger ones some. */
    private static final int EVERY_BYTE_MAX = 64;

    private static final int[] ABSURD_LENGTHS = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE};

    private final String what;
    private final byte[] bytes;

    private Damage(String what, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Every way to damage a file that takes no knowledge of its format. */
    static List<Damage> of(byte[] bytes, long seed) {
        Random random = new Random(seed);
        List<Damage> damages = new ArrayList<>();
        positions(
                bytes.length,
                random,
                length -> damages.add(new Damage("cut to " + length, Arrays.copyOf(bytes, length))));
        positions(bytes.length, random, position -> {
            byte[] flipped = bytes.clone();
            flipped[position] ^= (byte) (1 << random.nextInt(8));
            damages.add(new Damage("byte " + position + " flipped", flipped));
        });
        positions(Math.min(8, Math.max(0, bytes.length - Integer.BYTES)), random, any -> {
            int position = random.nextInt(bytes.length - Integer.BYTES);
            for (int length : ABSURD_LENGTHS) {
                byte[] changed = bytes.clone();
                ByteBuffer.wrap(changed).putInt(position, length);
                damages.add(new Damage("length " + length + " at " + position, changed));
            }
        });
        byte[] garbage = new byte[1000];
        random.nextBytes(garbage);
        damages.add(new Damage("garbage", garbage));
        damages.add(new Damage("zeros", new byte[1000]));
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        damages.add(new Damage("twice", twice));
        damages.removeIf(damage -> Arrays.equals(damage.bytes(), bytes));
        return damages;
    }

    private static void positions(int size, Random random, IntConsumer action) {
        if (size <= EVERY_BYTE_MAX) {
            for (int i = 0; i < size; i++) {
                action.accept(i);
            }
            return;
        }
        action.accept(0);
        action.accept(size - 1);
        for (int i = 0; i < EVERY_BYTE_MAX / 4; i++) {
            action.accept(random.nextInt(size));
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
