package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Prints encoded rows of one schema as Spark's {@code toJSON} prints them, without building the values in between.
 *
 * <p>Null columns are left out; null elements of arrays and null values of maps are printed. Columns of the same name are
 * all printed.
 */
public final class RowJsonPrinter {
    private final Field[] fields;
    private final int columnCount;

    private RowJsonPrinter(Field[] fields, int columnCount) {
        this.fields = fields;
        this.columnCount = columnCount;
    }

    /** @param zone the zone that timestamps are printed in */
    public static RowJsonPrinter of(StructType schema, ZoneId zone) {
        return of(schema, IntStream.range(0, schema.size()).boxed().toList(), zone);
    }

    /** Prints some columns of the rows of a schema, in the given order. */
    public static RowJsonPrinter of(StructType schema, List<Integer> ordinals, ZoneId zone) {
        Compiler compiler = new Compiler(new TemporalJson(zone), new VariantJson(zone));
        Field[] fields = ordinals.stream()
                .map(ordinal -> compiler.field(schema.field(ordinal), ordinal))
                .toArray(Field[]::new);
        return new RowJsonPrinter(fields, schema.size());
    }

    public void print(byte[] row, JsonBuffer out) throws RowProblem {
        print(row, 0, row.length, out);
    }

    /** Prints the row in a part of an array; on a problem {@code out} is left as it was. */
    public void print(byte[] bytes, int from, int length, JsonBuffer out) throws RowProblem {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int sizeBefore = out.size();
        try {
            printRow(Slots.ofRow(bytes, from, length, columnCount), fields, out);
        } catch (RowProblem e) {
            out.truncate(sizeBefore);
            throw e;
        }
    }

    /**
     * Prints columns without the braces around them, as part of a larger object.
     *
     * @return whether anything was printed, with a comma before it unless {@code first}
     */
    public boolean printFields(byte[] row, boolean first, JsonBuffer out) throws RowProblem {
        return printFields(Slots.ofRow(row, 0, row.length, columnCount), fields, first, out);
    }

    /**
     * Prints the value of one column without its name.
     *
     * @param index the place among the columns that are printed
     * @return whether there is one; nothing is printed for null
     */
    public boolean printValue(byte[] row, int index, JsonBuffer out) throws RowProblem {
        Slots slots = Slots.ofRow(row, 0, row.length, columnCount);
        Field field = fields[index];
        if (slots.isNull(field.ordinal)) {
            return false;
        }
        field.value.print(slots, field.ordinal, out);
        return true;
    }

    /** Prints one value that is not null. */
    interface ValuePrinter {
        void print(Slots slots, int index, JsonBuffer out) throws RowProblem;
    }

    private static final class Field {
        private final int ordinal;
        private final byte[] nameAndColon;
        private final ValuePrinter value;

        private Field(int ordinal, String name, ValuePrinter value) {
            this.ordinal = ordinal;
            JsonBuffer json = new JsonBuffer();
            json.string(name);
            json.raw(':');
            nameAndColon = json.toString().getBytes(StandardCharsets.UTF_8);
            this.value = value;
        }
    }

    private static void printRow(Slots row, Field[] fields, JsonBuffer out) throws RowProblem {
        out.raw('{');
        printFields(row, fields, true, out);
        out.raw('}');
    }

    private static boolean printFields(Slots row, Field[] fields, boolean first, JsonBuffer out) throws RowProblem {
        boolean nothingYet = first;
        boolean printed = false;
        for (Field field : fields) {
            if (row.isNull(field.ordinal)) {
                continue;
            }
            if (!nothingYet) {
                out.raw(',');
            }
            nothingYet = false;
            printed = true;
            out.raw(field.nameAndColon);
            field.value.print(row, field.ordinal, out);
        }
        return printed;
    }

    private static void printOrNull(Slots slots, int index, ValuePrinter value, JsonBuffer out) throws RowProblem {
        if (slots.isNull(index)) {
            out.raw("null");
        } else {
            value.print(slots, index, out);
        }
    }

    private record Compiler(TemporalJson temporal, VariantJson variants) {
        private Field[] fields(StructType schema) {
            return IntStream.range(0, schema.size())
                    .mapToObj(ordinal -> field(schema.field(ordinal), ordinal))
                    .toArray(Field[]::new);
        }

        private Field field(StructField field, int ordinal) {
            return new Field(ordinal, field.name(), printer(field.type().stored()));
        }

        private ValuePrinter printer(DataType type) {
            return switch (type.kind()) {
                case VOID ->
                    (slots, i, out) -> {
                        throw new RowProblem("a value of type void that is not null");
                    };
                case BOOLEAN -> (slots, i, out) -> out.raw(slots.booleanAt(i) ? "true" : "false");
                case BYTE -> (slots, i, out) -> out.number(slots.byteAt(i));
                case SHORT -> (slots, i, out) -> out.number(slots.shortAt(i));
                case INTEGER -> (slots, i, out) -> out.number(slots.intAt(i));
                case LONG -> (slots, i, out) -> out.number(slots.longAt(i));
                case FLOAT ->
                    (slots, i, out) -> {
                        float value = slots.floatAt(i);
                        number(Float.toString(value), Float.isFinite(value), out);
                    };
                case DOUBLE ->
                    (slots, i, out) -> {
                        double value = slots.doubleAt(i);
                        number(Double.toString(value), Double.isFinite(value), out);
                    };
                case DECIMAL -> {
                    DecimalType decimal = (DecimalType) type;
                    yield (slots, i, out) ->
                            out.raw(Decimals.read(slots, i, decimal).toString());
                }
                case STRING -> RowJsonPrinter::text;
                case BINARY -> RowJsonPrinter::binary;
                case DATE -> (slots, i, out) -> TemporalJson.date(slots.intAt(i), out);
                case TIMESTAMP -> (slots, i, out) -> temporal.timestamp(slots.longAt(i), out);
                case TIMESTAMP_NTZ -> (slots, i, out) -> TemporalJson.timestampNtz(slots.longAt(i), out);
                case TIME -> (slots, i, out) -> TemporalJson.time(RowDecoder.time(slots, i), out);
                case YEAR_MONTH_INTERVAL -> (slots, i, out) -> out.string(IntervalText.yearMonth(slots.intAt(i)));
                case DAY_TIME_INTERVAL -> (slots, i, out) -> out.string(IntervalText.dayTime(slots.longAt(i)));
                case CALENDAR_INTERVAL ->
                    (slots, i, out) -> out.string(IntervalText.calendar(RowDecoder.calendarInterval(slots, i)));
                case VARIANT -> (slots, i, out) -> variants.print(RowDecoder.variant(slots, i), out);
                case STRUCT -> {
                    Field[] fields = fields((StructType) type);
                    yield (slots, i, out) -> printRow(slots.row(i, fields.length), fields, out);
                }
                case ARRAY -> arrayPrinter(((ArrayType) type).elementType());
                case MAP -> mapPrinter((MapType) type);
            };
        }

        private ValuePrinter arrayPrinter(DataType elementType) {
            ValuePrinter element = printer(elementType.stored());
            int elementBytes = Layout.elementBytes(elementType);
            return (slots, index, out) -> {
                Slots array = slots.array(index, elementBytes);
                out.raw('[');
                for (int i = 0; i < array.count(); i++) {
                    if (i > 0) {
                        out.raw(',');
                    }
                    printOrNull(array, i, element, out);
                }
                out.raw(']');
            };
        }

        private ValuePrinter mapPrinter(MapType type) {
            ValuePrinter key = MapKeyJson.printer(type.keyType().stored());
            ValuePrinter value = printer(type.valueType().stored());
            int keyBytes = Layout.elementBytes(type.keyType());
            int valueBytes = Layout.elementBytes(type.valueType());
            return (slots, index, out) -> {
                Slots.Entries entries = slots.map(index, keyBytes, valueBytes);
                out.raw('{');
                for (int i = 0; i < entries.keys().count(); i++) {
                    if (i > 0) {
                        out.raw(',');
                    }
                    key.print(entries.keys(), i, out);
                    out.raw(':');
                    printOrNull(entries.values(), i, value, out);
                }
                out.raw('}');
            };
        }
    }

    private static void number(String text, boolean finite, JsonBuffer out) {
        if (finite) {
            out.raw(text);
        } else {
            out.string(text);
        }
    }

    static void text(Slots slots, int index, JsonBuffer out) throws RowProblem {
        long region = slots.region(index);
        out.string(slots.bytes(), Slots.from(region), Slots.size(region));
    }

    static void binary(Slots slots, int index, JsonBuffer out) throws RowProblem {
        long region = slots.region(index);
        out.base64(slots.bytes(), Slots.from(region), Slots.size(region));
    }
}
