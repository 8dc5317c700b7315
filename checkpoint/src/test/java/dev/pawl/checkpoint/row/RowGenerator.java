package dev.pawl.checkpoint.row;

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
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Random schemas, nested up to three deep, and random rows of them; one seed gives one sequence. */
public final class RowGenerator {
    public static final List<DataType> LEAVES = List.of(
            LeafType.VOID,
            LeafType.BOOLEAN,
            LeafType.BYTE,
            LeafType.SHORT,
            LeafType.INTEGER,
            LeafType.LONG,
            LeafType.FLOAT,
            LeafType.DOUBLE,
            LeafType.BINARY,
            LeafType.DATE,
            LeafType.TIMESTAMP,
            LeafType.TIMESTAMP_NTZ,
            new LeafType(Kind.TIME, "time(6)"),
            LeafType.YEAR_MONTH_INTERVAL,
            LeafType.DAY_TIME_INTERVAL,
            LeafType.CALENDAR_INTERVAL,
            LeafType.VARIANT,
            StringType.BINARY_ORDER,
            new DecimalType(10, 2),
            new DecimalType(18, 18),
            new DecimalType(19, 0),
            new DecimalType(38, 10));

    private static final int DEPTH_MAX = 3;
    private static final String[] NAMES = {"a", "b", "a", "long column name", "ключ", "q\"uote"};
    private static final String[] TEXTS = {
        "", "a", "eight by", "nine byte", "naïve ☃ 😀", "\"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028", "x".repeat(100)
    };
    private static final String[] VARIANTS = {
        // null, true, 42, "hi", [1,"a"], {"k":7}
        "00", "04", "0c2a", "096869", "0302000204" + "0c01" + "0561", "0201000002" + "0c07"
    };

    private final Random random;
    private final List<DataType> leaves;

    public RowGenerator(long seed) {
        this(seed, LEAVES);
    }

    /** With a choice of types that are not nested. */
    public RowGenerator(long seed, List<DataType> leaves) {
        random = new Random(seed);
        this.leaves = leaves;
    }

    public StructType schema() {
        return struct(DEPTH_MAX, random.nextInt(10) == 0 ? 65 + random.nextInt(10) : random.nextInt(8));
    }

    private StructType struct(int depth, int size) {
        return new StructType(IntStream.range(0, size)
                .mapToObj(i -> StructField.nullable(pick(NAMES), type(depth)))
                .toList());
    }

    private DataType type(int depth) {
        int choice = depth == 0 ? 0 : random.nextInt(10);
        return switch (choice) {
            case 7 -> struct(depth - 1, random.nextInt(4));
            case 8 -> new ArrayType(type(depth - 1), true);
            case 9 -> new MapType(keyType(depth - 1), type(depth - 1), true);
            default -> leaves.get(random.nextInt(leaves.size()));
        };
    }

    private DataType keyType(int depth) {
        DataType type = type(depth);
        while (!canBeKey(type)) {
            type = type(depth);
        }
        return type;
    }

    private static boolean canBeKey(DataType type) {
        if (type instanceof StructType struct) {
            return struct.fields().stream().allMatch(field -> canBeKey(field.type()));
        }
        return switch (type.kind()) {
            case VOID, VARIANT, MAP, BINARY -> false;
            case ARRAY -> canBeKey(((ArrayType) type).elementType());
            default -> true;
        };
    }

    public Row row(StructType schema) {
        return new Row(schema.fields().stream()
                .map(field -> nullable(field.type()))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
    }

    private @Nullable Object nullable(DataType type) {
        return type.kind() == Kind.VOID || random.nextInt(5) == 0 ? null : value(type);
    }

    private List<@Nullable Object> list(DataType elementType, int count) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(nullable(elementType));
        }
        return values;
    }

    private Object value(DataType type) {
        return switch (type.kind()) {
            case VOID -> throw new IllegalArgumentException("void has no values");
            case BOOLEAN -> random.nextBoolean();
            case BYTE -> (byte) random.nextInt();
            case SHORT -> (short) random.nextInt();
            case INTEGER -> integer();
            case LONG -> number();
            case FLOAT ->
                random.nextInt(3) == 0
                        ? pick(0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1e10f)
                        : Float.intBitsToFloat(random.nextInt());
            case DOUBLE ->
                random.nextInt(3) == 0
                        ? pick(0d, -0d, Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE, 1e-5)
                        : Double.longBitsToDouble(random.nextLong());
            case DECIMAL -> decimal((DecimalType) type);
            case STRING -> pick(TEXTS);
            case BINARY -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield Bytes.wrap(bytes);
            }
            case DATE -> LocalDate.ofEpochDay(integer());
            case TIMESTAMP -> Micros.instant(micros());
            case TIMESTAMP_NTZ -> Micros.dateTime(micros());
            case TIME -> LocalTime.ofNanoOfDay(random.nextInt(86_400) * 1_000_000_000L + random.nextInt(1_000_000_000));
            case YEAR_MONTH_INTERVAL -> Period.ofMonths(integer());
            case DAY_TIME_INTERVAL -> Micros.duration(number());
            case CALENDAR_INTERVAL -> new CalendarInterval(integer(), integer(), number());
            case VARIANT -> variant(pick(VARIANTS));
            case STRUCT -> row((StructType) type);
            case ARRAY -> list(((ArrayType) type).elementType(), random.nextInt(5));
            case MAP -> map((MapType) type);
        };
    }

    private MapValue map(MapType type) {
        int count = random.nextInt(4);
        return new MapValue(
                IntStream.range(0, count).mapToObj(i -> value(type.keyType())).toList(), list(type.valueType(), count));
    }

    private BigDecimal decimal(DecimalType type) {
        BigInteger bound = BigInteger.TEN.pow(1 + random.nextInt(type.precision()));
        BigInteger unscaled = new BigInteger(130, random).mod(bound);
        return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale());
    }

    private int integer() {
        return random.nextInt(4) == 0
                ? pick(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE)
                : random.nextInt() >> random.nextInt(32);
    }

    private long number() {
        return random.nextInt(4) == 0
                ? pick(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)
                : random.nextLong() >> random.nextInt(64);
    }

    /** Half of them within the last two centuries. */
    private long micros() {
        return random.nextBoolean() ? number() : random.nextLong() % 6_000_000_000_000_000L;
    }

    private static VariantValue variant(String hex) {
        byte[] names = "k".getBytes(StandardCharsets.UTF_8);
        byte[] metadata = {1, 1, 0, 1, names[0]};
        return new VariantValue(Bytes.wrap(java.util.HexFormat.of().parseHex(hex)), Bytes.wrap(metadata));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
