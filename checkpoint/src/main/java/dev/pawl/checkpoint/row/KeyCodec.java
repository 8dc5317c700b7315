package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.row.KeyLayout.PrefixScan;
import dev.pawl.checkpoint.row.KeyLayout.RangeScan;
import dev.pawl.checkpoint.type.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns key rows into the keys of a RocksDB store and back; keeps a buffer, so it serves one thread.
 *
 * <pre>
 * [int16 column family] 00 row                                                          no prefix
 * [int16 column family] int32 length, 00 row of the first columns, 00 row of the others prefix and range scan
 * </pre>
 */
public final class KeyCodec {
    private static final byte VERSION = 0;

    private final byte[] family;
    private final Optional<SplitKey> split;

    private KeyCodec(byte[] family, Optional<SplitKey> split) {
        this.family = family;
        this.split = split;
    }

    /**
     * For a store without column families.
     *
     * @throws RowProblem if the schema cannot be laid out like that
     */
    public static KeyCodec of(StructType schema, KeyLayout layout) throws RowProblem {
        return new KeyCodec(new byte[0], split(schema, layout));
    }

    /** For one column family of a store. */
    public static KeyCodec of(StructType schema, KeyLayout layout, short familyId) throws RowProblem {
        byte[] family = new byte[Short.BYTES];
        LittleEndian.putShort(family, 0, familyId);
        return new KeyCodec(family, split(schema, layout));
    }

    /** The column family of a key in a store that has them. */
    public static short familyId(byte[] key) throws RowProblem {
        if (key.length < Short.BYTES) {
            throw new RowProblem("a key with a column family has at least 2 bytes, found " + key.length);
        }
        return LittleEndian.shortAt(key, 0);
    }

    private static Optional<SplitKey> split(StructType schema, KeyLayout layout) throws RowProblem {
        if (layout instanceof PrefixScan prefix) {
            int count = prefix.columnCount();
            if (count < 1 || count >= schema.size()) {
                throw new RowProblem("a prefix of " + count + " columns of a key of " + schema.size());
            }
            List<KeyColumn> columns = columns(schema, List.of());
            return Optional.of(
                    new SplitKey(columns, IntStream.range(0, count).boxed().toList()));
        }
        if (layout instanceof RangeScan range) {
            List<Integer> ordinals = range.ordinals();
            boolean inside = ordinals.stream().allMatch(ordinal -> ordinal >= 0 && ordinal < schema.size());
            if (ordinals.isEmpty() || !inside || ordinals.stream().distinct().count() < ordinals.size()) {
                throw new RowProblem("a range scan over columns " + ordinals + " of a key of " + schema.size());
            }
            return Optional.of(new SplitKey(columns(schema, ordinals), ordinals));
        }
        return Optional.empty();
    }

    private static List<KeyColumn> columns(StructType schema, List<Integer> ordered) throws RowProblem {
        List<KeyColumn> columns = new ArrayList<>(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            var type = schema.field(i).type().stored();
            columns.add(ordered.contains(i) ? KeyColumn.ordered(type) : KeyColumn.plain(type));
        }
        return columns;
    }

    /** The key of a row that holds all key columns in the order of the schema. */
    public byte[] encode(byte[] row) throws RowProblem {
        if (split.isEmpty()) {
            byte[] key = Arrays.copyOf(family, family.length + 1 + row.length);
            putRow(key, family.length, row);
            return key;
        }
        byte[] first = split.get().first(row);
        byte[] second = split.get().second(row);
        int firstAt = family.length + Integer.BYTES;
        int secondAt = firstAt + 1 + first.length;
        byte[] key = Arrays.copyOf(family, secondAt + 1 + second.length);
        LittleEndian.putInt(key, family.length, 1 + first.length);
        putRow(key, firstAt, first);
        putRow(key, secondAt, second);
        return key;
    }

    private static void putRow(byte[] key, int at, byte[] row) {
        key[at] = VERSION;
        System.arraycopy(row, 0, key, at + 1, row.length);
    }

    /** The row with all key columns in the order of the schema. */
    public byte[] decode(byte[] key) throws RowProblem {
        int at = family.length;
        if (key.length < at || !Arrays.equals(family, 0, at, key, 0, at)) {
            throw new RowProblem("a key of another column family");
        }
        if (split.isEmpty()) {
            checkVersion(key, at);
            return Arrays.copyOfRange(key, at + 1, key.length);
        }
        int firstAt = at + Integer.BYTES;
        if (key.length < firstAt) {
            throw new RowProblem("a key of two parts has at least " + firstAt + " bytes, found " + key.length);
        }
        int firstBytes = LittleEndian.intAt(key, at);
        if (firstBytes < 1 || firstBytes > key.length - firstAt) {
            throw new RowProblem("the first part of a key of " + key.length + " bytes cannot take " + firstBytes);
        }
        checkVersion(key, firstAt);
        int secondAt = firstAt + firstBytes;
        if (secondAt == key.length && !split.get().hasSecond()) {
            // Spark writes a second row of no columns; other writers may leave it out.
            return split.get().join(key, firstAt + 1, firstBytes - 1, secondAt, 0);
        }
        checkVersion(key, secondAt);
        return split.get().join(key, firstAt + 1, firstBytes - 1, secondAt + 1, key.length - secondAt - 1);
    }

    private static void checkVersion(byte[] key, int at) throws RowProblem {
        if (at >= key.length || key[at] != VERSION) {
            throw new RowProblem("expected byte 0 before a row, found "
                    + (at < key.length ? Byte.toString(key[at]) : "the end of the key"));
        }
    }
}
