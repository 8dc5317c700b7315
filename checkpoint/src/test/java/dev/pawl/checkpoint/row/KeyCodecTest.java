package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
    private static final StructType TEXT = StructType.of(StructField.nullable("k", StringType.BINARY_ORDER));
    private static final StructType SESSION = StructType.of(
            StructField.nullable("k", StringType.BINARY_ORDER),
            StructField.nullable("sessionStartTime", LeafType.TIMESTAMP));
    private static final StructType TIMER =
            StructType.of(StructField.nullable("expiryTimestampMs", LeafType.LONG), StructField.nullable("key", TEXT));

    @Test
    void aKeyWithoutPrefixIsTheRowAfterAVersionByte() throws Exception {
        byte[] row = RowEncoder.of(TEXT).encode(Row.of("a"));

        assertThat(hex(KeyCodec.of(TEXT, new KeyLayout.NoPrefix()).encode(row)))
                .isEqualTo("00" + "0000000000000000" + "0100000010000000" + "6100000000000000");
    }

    @Test
    void theColumnFamilyComesFirst() throws Exception {
        byte[] row = RowEncoder.of(TEXT).encode(Row.of("a"));
        KeyCodec codec = KeyCodec.of(TEXT, new KeyLayout.NoPrefix(), (short) 2);
        byte[] key = codec.encode(row);

        assertThat(hex(key)).startsWith("020000");
        assertThat(KeyCodec.familyId(key)).isEqualTo((short) 2);
        assertThat(codec.decode(key)).isEqualTo(row);
        assertThatThrownBy(() ->
                        KeyCodec.of(TEXT, new KeyLayout.NoPrefix(), (short) 3).decode(key))
                .isInstanceOf(RowProblem.class)
                .hasMessage("a key of another column family");
    }

    @Test
    void aPrefixIsARowOfItsOwn() throws Exception {
        byte[] row = RowEncoder.of(SESSION).encode(Row.of("a", Micros.instant(1_704_067_201_000_000L)));
        KeyCodec codec = KeyCodec.of(SESSION, new KeyLayout.PrefixScan(1));

        assertThat(hex(codec.encode(row)))
                .isEqualTo("19000000" + "00" + "0000000000000000" + "0100000010000000" + "6100000000000000" + "00"
                        + "0000000000000000" + "40623010d70d0600");
        assertThat(codec.decode(codec.encode(row))).isEqualTo(row);
    }

    @Test
    void aTimerIsOrderedByItsTime() throws Exception {
        byte[] row = RowEncoder.of(TIMER).encode(Row.of(0x1a1f8514ee0L, Row.of("a")));
        KeyCodec codec = KeyCodec.of(TIMER, new KeyLayout.RangeScan(List.of(0)), (short) 15);

        assertThat(hex(codec.encode(row)))
                .startsWith("0f00" + "21000000" + "00" + "0000000000000000" + "0900000010000000" + "01000001a1f8514ee0"
                        + "00000000000000" + "00");
        assertThat(codec.decode(codec.encode(row))).isEqualTo(row);
    }

    @Test
    void theOrderOfOrderedKeysIsTheOrderOfTheirValues() throws Exception {
        StructType schema = StructType.of(StructField.nullable("d", LeafType.DOUBLE));
        KeyCodec codec = KeyCodec.of(schema, new KeyLayout.RangeScan(List.of(0)));
        double[] ordered = {Double.NEGATIVE_INFINITY, -2, -1, -Double.MIN_VALUE, 0, 1e-9, 3, Double.POSITIVE_INFINITY};
        List<byte[]> keys = new ArrayList<>();
        for (double value : ordered) {
            keys.add(codec.encode(RowEncoder.of(schema).encode(Row.of(value))));
        }
        keys.add(codec.encode(RowEncoder.of(schema).encode(Row.of((Object) null))));

        assertThat(keys).isSortedAccordingTo(Arrays::compareUnsigned);
    }

    @Test
    void whatSparkCannotOrderIsRefused() {
        StructType schema = StructType.of(
                StructField.nullable("b", LeafType.BOOLEAN), StructField.nullable("s", StringType.BINARY_ORDER));

        assertThatThrownBy(() -> KeyCodec.of(schema, new KeyLayout.RangeScan(List.of(0))))
                .hasMessage("a range scan over a column of type boolean");
        assertThatThrownBy(() -> KeyCodec.of(schema, new KeyLayout.RangeScan(List.of(2))))
                .isInstanceOf(RowProblem.class);
        assertThatThrownBy(() -> KeyCodec.of(schema, new KeyLayout.PrefixScan(2)))
                .isInstanceOf(RowProblem.class);
    }

    @Test
    void everyCutOrChangedKeyIsReadOrRefused() throws Exception {
        KeyCodec codec = KeyCodec.of(TIMER, new KeyLayout.RangeScan(List.of(0)), (short) 15);
        byte[] key = codec.encode(RowEncoder.of(TIMER).encode(Row.of(7L, Row.of("a"))));
        int refused = 0;
        for (int i = 0; i < key.length; i++) {
            for (int change = 1; change < 256; change++) {
                byte[] changed = key.clone();
                changed[i] ^= (byte) change;
                refused += isRefused(codec, changed) ? 1 : 0;
            }
            refused += isRefused(codec, Arrays.copyOf(key, i)) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(key.length);
    }

    private static boolean isRefused(KeyCodec codec, byte[] key) {
        try {
            codec.decode(key);
            return false;
        } catch (RowProblem e) {
            return true;
        }
    }

    @Test
    void listsHaveOneSeparatorBetweenTheirRows() throws Exception {
        StructType schema = StructType.of(StructField.nullable("n", LeafType.LONG));
        RowEncoder encoder = RowEncoder.of(schema);
        List<byte[]> rows =
                LongStream.of(44, 2, 3).mapToObj(n -> encoder.encode(Row.of(n))).toList();

        byte[] commas = ValueCodec.encodeList(rows, MergeDelimiter.COMMA);
        byte[] bare = ValueCodec.encodeList(rows, MergeDelimiter.NONE);

        assertThat(hex(commas)).startsWith("1100000000" + "0000000000000000" + "2c00000000000000" + "2c11000000");
        assertThat(commas).hasSize(bare.length + 2);
        assertThat(ValueCodec.decodeList(commas, MergeDelimiter.COMMA)).containsExactlyElementsOf(rows);
        assertThat(ValueCodec.decodeList(bare, MergeDelimiter.NONE)).containsExactlyElementsOf(rows);
        assertThatThrownBy(() -> ValueCodec.decodeList(bare, MergeDelimiter.COMMA))
                .isInstanceOf(RowProblem.class);
        assertThatThrownBy(() -> ValueCodec.decodeList(Arrays.copyOf(commas, commas.length - 1), MergeDelimiter.COMMA))
                .hasMessage("element 2 of a list cannot take 17 bytes, 16 are left");
        assertThatThrownBy(() -> ValueCodec.decodeList(Arrays.copyOf(commas, 22), MergeDelimiter.COMMA))
                .hasMessage("a list ends within the length of element 1");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
