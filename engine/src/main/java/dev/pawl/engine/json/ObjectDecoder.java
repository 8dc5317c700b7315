package dev.pawl.engine.json;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Decodes objects of one schema, one after the other, into one row. */
final class ObjectDecoder {
    /** Up to here a double holds every whole number, and powers of ten are exact: one division rounds correctly. */
    private static final long EXACT_MAX = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18
    };

    private static final int UNKNOWN = -1;
    private static final int NOT_PLAIN = -2;

    private final byte[][] names;
    /** Names as they stand in a record; null where they may stand there in several ways. */
    private final byte[] @Nullable [] quotedNames;

    private final FieldKind[] kinds;
    private final int[] precisions;
    private final int[] scales;
    private final @Nullable ObjectDecoder[] objects;
    private final boolean[] isSkipped;
    private final boolean[] isSeen;
    private final DecodedRow row;
    private final ZoneId zone;

    /**
     * @param schema whose types are all of a {@link FieldKind}
     * @param wanted the fields somebody asks for; others may be null in the row
     */
    ObjectDecoder(StructType schema, ZoneId zone, IntPredicate wanted) {
        int count = schema.length();
        this.names = new byte[count][];
        this.quotedNames = new byte[count][];
        this.kinds = new FieldKind[count];
        this.precisions = new int[count];
        this.scales = new int[count];
        this.objects = new ObjectDecoder[count];
        this.isSkipped = new boolean[count];
        this.isSeen = new boolean[count];
        this.row = new DecodedRow(schema);
        this.zone = zone;
        for (int i = 0; i < count; i++) {
            StructField field = schema.apply(i);
            names[i] = field.name().getBytes(StandardCharsets.UTF_8);
            quotedNames[i] = quoted(field.name());
            kinds[i] = FieldKind.of(field.dataType()).orElseThrow();
            isSkipped[i] = !wanted.test(i) && kinds[i].isForgiving();
            if (field.dataType() instanceof DecimalType decimal) {
                precisions[i] = decimal.precision();
                scales[i] = decimal.scale();
            }
            if (field.dataType() instanceof StructType struct) {
                objects[i] = new ObjectDecoder(struct, zone, all -> true);
            }
        }
    }

    private static byte @Nullable [] quoted(String name) {
        boolean isSimple =
                name.chars().allMatch(symbol -> symbol >= ' ' && symbol < 0x7F && symbol != '"' && symbol != '\\');
        return isSimple ? ('"' + name + '"').getBytes(StandardCharsets.US_ASCII) : null;
    }

    DecodedRow row() {
        return row;
    }

    /** Whether what stands there is a plain object. */
    boolean decode(JsonCursor json) {
        row.clear();
        Arrays.fill(isSeen, false);
        if (!json.symbol('{')) {
            return false;
        }
        if (json.symbol('}')) {
            return true;
        }
        int expected = 0;
        do {
            int field = name(json, expected);
            if (field == NOT_PLAIN || !json.symbol(':')) {
                return false;
            }
            if (field == UNKNOWN) {
                if (!json.skipValue()) {
                    return false;
                }
                continue;
            }
            expected = field + 1;
            // Which of two values counts, if one of them is wrong, is a question for Spark.
            if (isSkipped[field] ? !json.skipValue() : isSeen[field] || !value(json, field)) {
                return false;
            }
            isSeen[field] = true;
        } while (json.symbol(','));
        return json.symbol('}');
    }

    /** Fields mostly come in the order of the schema. */
    private int name(JsonCursor json, int expected) {
        if (expected < names.length) {
            byte[] quoted = quotedNames[expected];
            if (quoted != null && json.is(quoted)) {
                return expected;
            }
        }
        return json.string() && !json.hasEscapes() ? find(json, expected) : NOT_PLAIN;
    }

    private int find(JsonCursor json, int expected) {
        int count = names.length;
        for (int i = 0; i < count; i++) {
            int field = expected + i < count ? expected + i : expected + i - count;
            if (json.tokenIs(names[field])) {
                return field;
            }
        }
        return UNKNOWN;
    }

    private boolean value(JsonCursor json, int field) {
        byte first = json.peek();
        if (first == 'n') {
            return json.word("null");
        }
        return switch (kinds[field]) {
            case STRING -> string(json, field);
            case LONG -> whole(json, field, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT -> whole(json, field, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SHORT -> whole(json, field, Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> whole(json, field, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case DOUBLE -> decimal(json) && floating(json, field);
            case DECIMAL -> decimal(json) && exact(json, field);
            case BOOLEAN -> truth(json, field, first);
            case DATE -> json.string() && !json.hasEscapes() && date(json, field);
            case TIMESTAMP -> json.string() && !json.hasEscapes() && timestamp(json, field);
            case OBJECT -> object(json, field);
        };
    }

    private boolean string(JsonCursor json, int field) {
        if (!json.string()) {
            return false;
        }
        if (!json.hasEscapes()) {
            row.setObject(
                    field,
                    UTF8String.fromAddress(
                            json.bytes(), Platform.BYTE_ARRAY_OFFSET + json.tokenStart(), json.tokenLength()));
            return true;
        }
        byte[] text = Escapes.decode(json.bytes(), json.tokenStart(), json.tokenStart() + json.tokenLength());
        if (text == null) {
            return false;
        }
        row.setObject(field, UTF8String.fromBytes(text));
        return true;
    }

    private static boolean decimal(JsonCursor json) {
        byte first = json.peek();
        return (first == '-' || (first >= '0' && first <= '9')) && json.number();
    }

    private boolean whole(JsonCursor json, int field, long min, long max) {
        if (!decimal(json) || !json.isPlainWhole() || json.unscaled() < min || json.unscaled() > max) {
            return false;
        }
        row.setNumber(field, json.unscaled());
        return true;
    }

    private boolean floating(JsonCursor json, int field) {
        double value;
        if (json.isPlainDecimal() && Math.abs(json.unscaled()) <= EXACT_MAX) {
            value = json.unscaled() / POWERS_OF_TEN[json.scale()];
        } else if (json.isPlainDecimal() && json.scale() == 0) {
            value = json.unscaled();
        } else {
            value = Double.parseDouble(json.tokenText());
        }
        if (value == 0 || Double.isInfinite(value)) {
            // Zeros may have a sign.
            return json.isPlainDecimal() && setDouble(field, value);
        }
        return setDouble(field, value);
    }

    private boolean setDouble(int field, double value) {
        row.setNumber(field, Double.doubleToRawLongBits(value));
        return true;
    }

    private boolean exact(JsonCursor json, int field) {
        int missing = scales[field] - json.scale();
        int digits = precisions[field];
        if (!json.isPlainDecimal() || missing < 0 || digits > Decimal.MAX_LONG_DIGITS()) {
            return false;
        }
        long unscaled = json.unscaled();
        long limit = POWERS_OF_TEN_LONG[digits];
        for (int i = 0; i < missing; i++) {
            if (Math.abs(unscaled) >= limit) {
                return false;
            }
            unscaled *= 10;
        }
        if (Math.abs(unscaled) >= limit) {
            return false;
        }
        row.setObject(field, Decimal.createUnsafe(unscaled, digits, scales[field]));
        return true;
    }

    private static final long[] POWERS_OF_TEN_LONG = new long[POWERS_OF_TEN.length];

    static {
        long power = 1;
        for (int i = 0; i < POWERS_OF_TEN_LONG.length; i++) {
            POWERS_OF_TEN_LONG[i] = power;
            power *= 10;
        }
    }

    private boolean truth(JsonCursor json, int field, byte first) {
        boolean isTrue = first == 't';
        if (!json.word(isTrue ? "true" : "false")) {
            return false;
        }
        row.setNumber(field, isTrue ? 1 : 0);
        return true;
    }

    private boolean date(JsonCursor json, int field) {
        long days = PlainTimes.days(json.bytes(), json.tokenStart(), json.tokenLength());
        if (days == PlainTimes.NOT_PLAIN) {
            return false;
        }
        row.setNumber(field, days);
        return true;
    }

    private boolean timestamp(JsonCursor json, int field) {
        long micros = PlainTimes.micros(json.bytes(), json.tokenStart(), json.tokenLength(), zone);
        if (micros == PlainTimes.NOT_PLAIN) {
            return false;
        }
        row.setNumber(field, micros);
        return true;
    }

    private boolean object(JsonCursor json, int field) {
        ObjectDecoder decoder = objects[field];
        if (decoder == null || !decoder.decode(json)) {
            return false;
        }
        row.setObject(field, decoder.row());
        return true;
    }
}
