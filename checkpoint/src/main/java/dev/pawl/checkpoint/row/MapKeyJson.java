package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;

/**
 * Map keys as JSON names. Spark prints the number that stands for a date or time here, and a struct or an array as the text
 * of its own row class; so does this. A binary key, which Spark prints as a memory address, is printed as base64.
 */
final class MapKeyJson {
    private static final String ARRAY_PREFIX = "org.apache.spark.sql.catalyst.expressions.UnsafeArrayData@";
    private static final int ARRAY_SEED = 42;

    private MapKeyJson() {}

    static RowJsonPrinter.ValuePrinter printer(DataType type) {
        return switch (type.kind()) {
            case VOID, VARIANT, MAP ->
                (slots, i, out) -> {
                    throw new RowProblem("a map key of type " + type.name());
                };
            case BOOLEAN -> (slots, i, out) -> out.string(Boolean.toString(slots.booleanAt(i)));
            case BYTE -> (slots, i, out) -> number(slots.byteAt(i), out);
            case SHORT -> (slots, i, out) -> number(slots.shortAt(i), out);
            case INTEGER, DATE, YEAR_MONTH_INTERVAL -> (slots, i, out) -> number(slots.intAt(i), out);
            case LONG, TIMESTAMP, TIMESTAMP_NTZ, TIME, DAY_TIME_INTERVAL ->
                (slots, i, out) -> number(slots.longAt(i), out);
            case FLOAT -> (slots, i, out) -> out.string(Float.toString(slots.floatAt(i)));
            case DOUBLE -> (slots, i, out) -> out.string(Double.toString(slots.doubleAt(i)));
            case DECIMAL ->
                (slots, i, out) ->
                        out.string(Decimals.read(slots, i, (DecimalType) type).toString());
            case STRING -> RowJsonPrinter::text;
            case BINARY -> RowJsonPrinter::binary;
            case CALENDAR_INTERVAL ->
                (slots, i, out) -> out.string(IntervalText.calendar(RowDecoder.calendarInterval(slots, i)));
            case STRUCT -> MapKeyJson::struct;
            case ARRAY -> MapKeyJson::array;
        };
    }

    private static void number(long value, JsonBuffer out) {
        out.raw('"');
        out.number(value);
        out.raw('"');
    }

    /** The words of the row in hexadecimal. */
    private static void struct(Slots slots, int index, JsonBuffer out) throws RowProblem {
        long region = slots.region(index);
        int from = Slots.from(region);
        out.raw("\"[");
        for (int offset = 0; offset + Layout.WORD <= Slots.size(region); offset += Layout.WORD) {
            if (offset > 0) {
                out.raw(',');
            }
            out.raw(Long.toHexString(LittleEndian.longAt(slots.bytes(), from + offset)));
        }
        out.raw("]\"");
    }

    private static void array(Slots slots, int index, JsonBuffer out) throws RowProblem {
        long region = slots.region(index);
        int hash = Murmur3.hashBytes(slots.bytes(), Slots.from(region), Slots.size(region), ARRAY_SEED);
        out.string(ARRAY_PREFIX + Integer.toHexString(hash));
    }
}
