package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    @Test
    void aRowIsNullBitsThenSlotsThenWhatTheyReferTo() {
        StructType schema = StructType.of(
                StructField.nullable("k", StringType.BINARY_ORDER), StructField.nullable("start", LeafType.TIMESTAMP));

        assertThat(hex(RowEncoder.of(schema).encode(Row.of("a", Micros.instant(1_704_067_201_000_000L)))))
                .isEqualTo("0000000000000000" + "0100000018000000" + "40623010d70d0600" + "6100000000000000");
    }

    @Test
    void numbersAreNotSignExtended() {
        assertThat(encoded(LeafType.INTEGER, -4)).isEqualTo("0000000000000000" + "fcffffff00000000");
    }

    @Test
    void nullsOfWideDecimalsAndCalendarIntervalsKeepTheirRoom() {
        assertThat(encoded(new DecimalType(19, 0), null))
                .isEqualTo("0100000000000000" + "0000000010000000" + "00".repeat(16));
        assertThat(encoded(LeafType.CALENDAR_INTERVAL, null))
                .isEqualTo("0100000000000000" + "1000000010000000" + "00".repeat(16));
    }

    @Test
    void keysHaveOneZeroAndOneNaN() {
        StructType schema = StructType.of(
                StructField.nullable("f", LeafType.FLOAT),
                StructField.nullable("d", new ArrayType(LeafType.DOUBLE, true)));
        RowEncoder encoder = RowEncoder.ofKeys(schema);
        double otherNaN = Double.longBitsToDouble(0xfff8000000000001L);

        assertThat(encoder.encode(Row.of(-0f, List.of(otherNaN, -0d))))
                .isEqualTo(encoder.encode(Row.of(0f, List.of(Double.NaN, 0d))));
        assertThat(RowEncoder.of(schema).encode(Row.of(-0f, List.of())))
                .isNotEqualTo(RowEncoder.of(schema).encode(Row.of(0f, List.of())));
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> encoded(new DecimalType(4, 2), new BigDecimal("123.45")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("123.45 does not fit into decimal(4,2)");
        assertThatThrownBy(() -> encoded(LeafType.LONG, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RowEncoder.of(StructType.of()).encode(Row.of(1)))
                .hasMessage("1 values for a row of 0 columns");
    }

    @Test
    void aRowWithoutColumnsHasNoBytes() throws Exception {
        assertThat(RowEncoder.of(StructType.of()).encode(Row.of())).isEmpty();
        assertThat(RowDecoder.of(StructType.of()).decode(new byte[0])).isEqualTo(Row.of());
    }

    private static String encoded(dev.pawl.checkpoint.type.DataType type, @Nullable Object value) {
        return hex(RowEncoder.of(StructType.of(StructField.nullable("c", type))).encode(Row.of(value)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
