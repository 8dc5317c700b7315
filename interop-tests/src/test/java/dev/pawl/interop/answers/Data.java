package dev.pawl.interop.answers;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Rows of every type, with the values that go wrong and random ones, always the same. */
final class Data {
    private static final long SEED = 20260301;
    private static final int ROWS = 48;
    private static final int PEOPLE = 12;
    private static final int NULL_EVERY = 9;

    private static final StructType THINGS = StructType.fromDDL(
            "id INT, bo BOOLEAN, by TINYINT, sh SMALLINT, i INT, l BIGINT,"
                    + " f FLOAT, d DOUBLE, n2 DECIMAL(10,2), n18 DECIMAL(38,18), n0 DECIMAL(5,0), s STRING, num STRING, day STRING,"
                    + " js STRING, csv STRING, bin BINARY, dt DATE, ts TIMESTAMP, tn TIMESTAMP_NTZ, ds INTERVAL DAY TO SECOND,"
                    + " ym INTERVAL YEAR TO MONTH, ai ARRAY<INT>, ax ARRAY<STRING>, m MAP<STRING,INT>,"
                    + " st STRUCT<a: INT, b: STRING, c: STRUCT<d: DOUBLE, e: ARRAY<INT>>>, ao ARRAY<STRUCT<k: INT, v: STRING>>");
    private static final StructType PEOPLE_COLUMNS =
            StructType.fromDDL("k INT, name STRING, city STRING, amount DECIMAL(10,2), since DATE");

    private static final List<String> STRINGS = List.of(
            "",
            " ",
            "a",
            "Äpfel und Öl",
            "ann",
            "bob",
            "eve",
            "  trim me ",
            "ẞß",
            "日本語",
            "😀x",
            "A,B;C",
            "a%b_c\\d",
            "null");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "12.50",
            "1e3",
            " 42 ",
            "",
            "abc",
            "2147483648",
            "-9223372036854775809",
            "NaN",
            "Infinity",
            "0x1F",
            "1.7d");
    private static final List<String> DAYS = List.of(
            "2024-02-29",
            "2023-02-29",
            "2024-03-31 02:30:00",
            "2024-10-27 02:30:00",
            "1900-01-01",
            "0001-01-01",
            "2024-06-01T12:34:56.789Z",
            "2024-06-01 12:34:56 America/New_York",
            "12/31/2024",
            "",
            "today");
    private static final List<String> JSON = List.of(
            "{\"a\": 1, \"b\": \"x\", \"c\": [1, 2]}",
            "{\"a\": \"text\", \"b\": 2}",
            "{\"a\": 1.5, \"b\": null}",
            "{\"a\": 3, \"b\": {\"deep\": [true]}}",
            "{\"a\": 1",
            "[1, 2, 3]",
            "[{\"a\": 1}, {\"a\": 2}]",
            "not json",
            "",
            "{}",
            "null",
            "{\"a\": 99999999999, \"A\": 5, \"ts\": \"2024-06-01T00:00:00Z\"}",
            "{'a': 7}");
    private static final List<String> CSV =
            List.of("1,x,2.5", "2,\"quoted, comma\",3", "bad,y,z", "", "4", "5,x,1.5,extra", "-1,,");

    private final Random random = new Random(SEED);

    private Data() {}

    static List<Table> tables() {
        Data data = new Data();
        List<InternalRow> things = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            things.add(data.thing(i));
        }
        List<InternalRow> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(data.person(i));
        }
        StructType one = StructType.fromDDL("one INT");
        return List.of(
                new Table("things", THINGS, things),
                new Table("people", PEOPLE_COLUMNS, people),
                new Table("nobody", PEOPLE_COLUMNS, List.of()),
                new Table("one_row", one, List.of(new GenericInternalRow(new Object[] {1}))));
    }

    private InternalRow person(int index) {
        return row(
                orNull(index % 7 - 1),
                orNull(text(STRINGS.get(index % 8))),
                orNull(text(index % 3 == 0 ? "Rome" : "Paris")),
                orNull(Decimal.apply(new BigDecimal(random.nextInt(100_000)).movePointLeft(2), 10, 2)),
                orNull(19_000 + random.nextInt(900)));
    }

    private InternalRow thing(int index) {
        return row(
                index,
                orNull(random.nextBoolean()),
                orNull(pick(List.of((byte) 0, (byte) -128, (byte) 127), () -> (byte) random.nextInt())),
                orNull(pick(List.of((short) 0, Short.MIN_VALUE, Short.MAX_VALUE), () -> (short) random.nextInt())),
                orNull(pick(
                        List.of(0, 1, -1, 2, 3, Integer.MIN_VALUE, Integer.MAX_VALUE),
                        () -> random.nextInt(200) - 100)),
                orNull(pick(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE), random::nextLong)),
                orNull(pick(
                        List.of(0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, 1e-40f), () -> random.nextFloat() * 100)),
                orNull(pick(
                        List.of(0d, -0d, Double.NaN, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 2.5, 3.5),
                        () -> random.nextGaussian() * 1000)),
                orNull(Decimal.apply(new BigDecimal(BigInteger.valueOf(random.nextLong() % 9_999_999_999L), 2), 10, 2)),
                orNull(Decimal.apply(new BigDecimal(new BigInteger(120, random), 18), 38, 18)),
                orNull(Decimal.apply(
                        new BigDecimal(random.nextInt(200_000) - 100_000 == 0 ? 1 : random.nextInt(99_999)), 5, 0)),
                orNull(text(STRINGS.get(index % STRINGS.size()))),
                orNull(text(NUMBERS.get(index % NUMBERS.size()))),
                orNull(text(DAYS.get(index % DAYS.size()))),
                orNull(text(JSON.get(index % JSON.size()))),
                orNull(text(CSV.get(index % CSV.size()))),
                orNull(pick(List.of(new byte[0], new byte[] {0, -1, 127}), () -> Integer.toString(random.nextInt(), 36)
                        .getBytes(StandardCharsets.UTF_8))),
                orNull(pick(List.of(0, -1, -719_162, 19_782, 2_932_896), () -> random.nextInt(40_000) - 10_000)),
                orNull(pick(
                        List.of(0L, -1L, 1_711_846_800_000_000L, 1_729_987_200_000_000L, -2_208_988_800_000_001L),
                        this::micros)),
                orNull(pick(List.of(0L, 1_711_852_200_123_456L, 1_729_996_200_000_000L), this::micros)),
                orNull(pick(List.of(0L, -1L, 86_400_000_000L, 90_061_001_001L), this::micros)),
                orNull(pick(List.of(0, -1, 12, 13, 1_200), () -> random.nextInt(500))),
                orNull(integers(random.nextInt(5))),
                orNull(strings(random.nextInt(4))),
                orNull(map(random.nextInt(4))),
                orNull(row(
                        orNull(index),
                        orNull(text(STRINGS.get((index + 3) % STRINGS.size()))),
                        orNull(row(orNull(random.nextDouble()), orNull(integers(2)))))),
                orNull(new GenericArrayData(new Object[] {
                    row(orNull(random.nextInt(5)), text("v" + index)),
                    random.nextInt(4) == 0 ? null : row(2, orNull(text("w")))
                })));
    }

    private long micros() {
        return (random.nextLong() >> 12) % 4_000_000_000_000_000L;
    }

    private GenericArrayData integers(int count) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(orNull(random.nextInt(10) - 3));
        }
        return new GenericArrayData(values.toArray());
    }

    private GenericArrayData strings(int count) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(orNull(text(STRINGS.get(random.nextInt(STRINGS.size())))));
        }
        return new GenericArrayData(values.toArray());
    }

    private ArrayBasedMapData map(int count) {
        Map<UTF8String, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(text("k" + random.nextInt(4)), orNull(random.nextInt(100)));
        }
        return new ArrayBasedMapData(
                new GenericArrayData(entries.keySet().toArray()),
                new GenericArrayData(entries.values().toArray()));
    }

    private <T> T pick(List<T> special, Supplier<T> any) {
        return random.nextInt(3) > 0 ? any.get() : special.get(random.nextInt(special.size()));
    }

    private <T> @Nullable T orNull(T value) {
        return random.nextInt(NULL_EVERY) == 0 ? null : value;
    }

    private static UTF8String text(String text) {
        return UTF8String.fromString(text);
    }

    private static InternalRow row(@Nullable Object... values) {
        return new GenericInternalRow(values);
    }
}
