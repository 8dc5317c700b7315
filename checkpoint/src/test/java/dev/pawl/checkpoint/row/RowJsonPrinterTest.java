package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.Kind;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowJsonPrinterTest {
    @Test
    void nullColumnsAreLeftOutAndNullElementsAreNot() throws Exception {
        StructType schema = StructType.of(
                StructField.nullable("a", LeafType.INTEGER),
                StructField.nullable("b", new ArrayType(LeafType.INTEGER, true)),
                StructField.nullable("b", new MapType(StringType.BINARY_ORDER, LeafType.INTEGER, true)));
        byte[] row = RowEncoder.of(schema)
                .encode(Row.of(null, Arrays.asList(1, null), new MapValue(List.of("k"), Arrays.asList((Object) null))));
        JsonBuffer out = new JsonBuffer();

        RowJsonPrinter.of(schema, ZoneId.of("UTC")).print(row, out);

        assertThat(out.toString()).isEqualTo("{\"b\":[1,null],\"b\":{\"k\":null}}");
    }

    @Test
    void timestampsAreCutToMillisecondsInTheirZone() throws Exception {
        assertThat(printed(LeafType.TIMESTAMP, Instant.parse("2024-01-01T00:00:01.123999Z"), "UTC"))
                .isEqualTo("\"2024-01-01T00:00:01.123Z\"");
        assertThat(printed(LeafType.TIMESTAMP, Instant.parse("2024-07-01T00:00:01Z"), "Europe/Paris"))
                .isEqualTo("\"2024-07-01T02:00:01.000+02:00\"");
        assertThat(printed(LeafType.TIMESTAMP, Instant.parse("1800-01-01T00:00:00Z"), "Europe/Paris"))
                .isEqualTo("\"1800-01-01T00:09:21.000+00:09:21\"");
        assertThat(printed(LeafType.TIMESTAMP_NTZ, LocalDateTime.parse("2024-01-01T00:00:00.1")))
                .isEqualTo("\"2024-01-01T00:00:00.100\"");
    }

    @Test
    void yearsOutOfTheOrdinaryHaveASign() throws Exception {
        assertThat(printed(LeafType.DATE, LocalDate.of(12024, 1, 2))).isEqualTo("\"+12024-01-02\"");
        assertThat(printed(LeafType.DATE, LocalDate.of(-5, 1, 2))).isEqualTo("\"-0005-01-02\"");
        assertThat(printed(LeafType.DATE, LocalDate.of(0, 1, 2))).isEqualTo("\"0000-01-02\"");
    }

    @Test
    void intervalsArePrintedInAllTheirUnits() throws Exception {
        assertThat(printed(LeafType.YEAR_MONTH_INTERVAL, Period.ofMonths(-3)))
                .isEqualTo("\"INTERVAL '-0-3' YEAR TO MONTH\"");
        assertThat(printed(new LeafType(Kind.DAY_TIME_INTERVAL, "interval hour"), Duration.ofHours(-3)))
                .isEqualTo("\"INTERVAL '-0 03:00:00' DAY TO SECOND\"");
        assertThat(printed(LeafType.DAY_TIME_INTERVAL, Micros.duration(Long.MIN_VALUE)))
                .isEqualTo("\"INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND\"");
        assertThat(printed(LeafType.CALENDAR_INTERVAL, new CalendarInterval(-13, 2, -1)))
                .isEqualTo("\"-1 years -1 months 2 days -0.000001 seconds\"");
        assertThat(printed(LeafType.CALENDAR_INTERVAL, new CalendarInterval(0, 0, 0)))
                .isEqualTo("\"0 seconds\"");
    }

    @Test
    void numbersHaveTheTextOfJava() throws Exception {
        assertThat(printed(LeafType.DOUBLE, 1e20)).isEqualTo("1.0E20");
        assertThat(printed(LeafType.DOUBLE, Double.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
        assertThat(printed(LeafType.FLOAT, Float.NaN)).isEqualTo("\"NaN\"");
        assertThat(printed(LeafType.LONG, Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(printed(LeafType.LONG, 1_000_000_000_000_000_000L)).isEqualTo("1000000000000000000");
        assertThat(printed(new DecimalType(38, 18), BigDecimal.ZERO.setScale(18)))
                .isEqualTo("0E-18");
        assertThat(printed(new DecimalType(4, 2), new BigDecimal("-1.10"))).isEqualTo("-1.10");
    }

    @Test
    void textIsEscapedAsLittleAsPossible() throws Exception {
        assertThat(printed(StringType.BINARY_ORDER, "\"\\/\n\u0001\u007f\u2028☃"))
                .isEqualTo("\"\\\"\\\\/\\n\\u0001\u007f\u2028☃\"");
        assertThat(printed(LeafType.BINARY, Bytes.wrap(new byte[] {0, -1, 16}))).isEqualTo("\"AP8Q\"");
    }

    @Test
    void timesKeepTheirFraction() throws Exception {
        LeafType time = new LeafType(Kind.TIME, "time(6)");
        assertThat(printed(time, LocalTime.of(1, 2, 3, 450_000))).isEqualTo("\"01:02:03.00045\"");
        assertThat(printed(time, LocalTime.MIDNIGHT)).isEqualTo("\"00:00:00\"");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() throws Exception {
        StructType schema = StructType.of(StructField.nullable("c", StringType.BINARY_ORDER));
        byte[] row = RowEncoder.of(schema).encode(Row.of("abc"));
        row[17] = (byte) 0xff;
        JsonBuffer out = new JsonBuffer();

        RowJsonPrinter.of(schema, ZoneId.of("UTC")).print(row, out);

        assertThat(out.toString()).isEqualTo("{\"c\":\"a\ufffdc\"}");
    }

    private static String printed(DataType type, @Nullable Object value) throws RowProblem {
        return printed(type, value, "UTC");
    }

    private static String printed(DataType type, @Nullable Object value, String zone) throws RowProblem {
        StructType schema = StructType.of(StructField.nullable("c", type));
        JsonBuffer out = new JsonBuffer();
        RowJsonPrinter.of(schema, ZoneId.of(zone)).print(RowEncoder.of(schema).encode(Row.of(value)), out);
        return out.toString().substring("{\"c\":".length(), out.toString().length() - 1);
    }
}
