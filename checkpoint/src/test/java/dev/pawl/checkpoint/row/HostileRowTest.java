package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged rows are read as something else or refused; nothing else happens. */
class HostileRowTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    private int refused;

    @Test
    void everyChangedByteIsReadOrRefused() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            RowGenerator generator = new RowGenerator(seed);
            StructType schema = generator.schema();
            Readers readers = new Readers(schema);
            byte[] row = RowEncoder.of(schema).encode(generator.row(schema));
            for (int i = 0; i < row.length; i++) {
                for (int change : new int[] {0x01, 0x10, 0x80, 0xff}) {
                    byte[] changed = row.clone();
                    changed[i] ^= (byte) change;
                    readers.read(changed);
                }
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void everyCutRowIsReadOrRefused() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            RowGenerator generator = new RowGenerator(seed);
            StructType schema = generator.schema();
            Readers readers = new Readers(schema);
            byte[] row = RowEncoder.of(schema).encode(generator.row(schema));
            for (int length = 0; length < row.length; length++) {
                readers.read(Arrays.copyOf(row, length));
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private final class Readers {
        private final RowDecoder decoder;
        private final RowJsonPrinter printer;
        private final RowCheck check;

        private Readers(StructType schema) {
            decoder = RowDecoder.of(schema);
            printer = RowJsonPrinter.of(schema, ZONE);
            check = RowCheck.of(schema);
        }

        private void read(byte[] row) {
            JsonBuffer out = new JsonBuffer();
            out.raw("kept");
            check.reason(row, 0, row.length);
            try {
                decoder.decode(row);
            } catch (RowProblem e) {
                refused++;
            }
            try {
                printer.print(row, out);
                assertThat(out.size()).isLessThan(100 * row.length + 10_000);
            } catch (RowProblem e) {
                assertThat(out.toString()).isEqualTo("kept");
            }
        }
    }

    @Test
    void aCountOfElementsBeyondTheBytesIsRefusedBeforeAnythingIsAllocated() {
        StructType schema = StructType.of(StructField.nullable("a", new ArrayType(LeafType.BOOLEAN, true)));
        byte[] row = RowEncoder.of(schema).encode(Row.of(List.of(true, false)));
        LittleEndian.putLong(row, 16, Integer.MAX_VALUE);

        assertThatThrownBy(() -> RowDecoder.of(schema).decode(row))
                .isInstanceOf(RowProblem.class)
                .hasMessageContaining("cannot hold 2147483647 elements");
    }

    @Test
    void elementsThatShareTheirBytesAreRefused() {
        StructType schema = StructType.of(StructField.nullable("a", new ArrayType(StringType.BINARY_ORDER, true)));
        byte[] row = RowEncoder.of(schema).encode(Row.of(List.of("x".repeat(64), "y".repeat(64))));
        long first = LittleEndian.longAt(row, 16 + 16);
        LittleEndian.putLong(row, 16 + 24, first + 64);
        LittleEndian.putLong(row, 16 + 16, first + 64);

        assertThatThrownBy(() -> RowDecoder.of(schema).decode(row))
                .isInstanceOf(RowProblem.class)
                .hasMessageContaining("overlap");
    }

    @Test
    void aMapNeedsAsManyValuesAsKeys() {
        StructType schema = StructType.of(StructField.nullable("m", new MapType(LeafType.LONG, LeafType.LONG, true)));
        byte[] row = RowEncoder.of(schema).encode(Row.of(new MapValue(List.of(1L), List.of(2L))));
        int keysBytes = (int) LittleEndian.longAt(row, 16);
        LittleEndian.putLong(row, 24 + keysBytes, 0);

        assertThatThrownBy(() -> RowDecoder.of(schema).decode(row))
                .isInstanceOf(RowProblem.class)
                .hasMessage("a map has 1 keys but 0 values");
    }

    @Test
    void aVariantThatContainsItselfOftenIsCutOff() {
        StructType schema = StructType.of(StructField.nullable("v", LeafType.VARIANT));
        // Arrays of two elements, both of which are the next array: 2^36 values in 181 bytes.
        byte[] value = new byte[36 * 5 + 1];
        for (int i = 0; i < 36; i++) {
            System.arraycopy(new byte[] {3, 2, 0, 0, 1}, 0, value, i * 5, 5);
        }
        byte[] row = RowEncoder.of(schema)
                .encode(Row.of(new VariantValue(Bytes.wrap(value), Bytes.wrap(new byte[] {1, 0, 0}))));

        assertThatThrownBy(() -> RowJsonPrinter.of(schema, ZONE).print(row, new JsonBuffer()))
                .isInstanceOf(RowProblem.class)
                .hasMessageContaining("variant is longer");
    }
}
