package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StructType;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns encoded rows of one schema into typed values; text that is not UTF-8 gets replacement characters. */
public final class RowDecoder {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final FieldDecoder[] fields;

    private RowDecoder(FieldDecoder[] fields) {
        this.fields = fields;
    }

    public static RowDecoder of(StructType schema) {
        return new RowDecoder(fieldDecoders(schema));
    }

    public Row decode(byte[] row) throws RowProblem {
        return decode(row, 0, row.length);
    }

    /** Decodes the row in a part of an array. */
    public Row decode(byte[] bytes, int from, int length) throws RowProblem {
        Objects.checkFromIndexSize(from, length, bytes.length);
        return row(Slots.ofRow(bytes, from, length, fields.length), fields);
    }

    /** Decodes one value that is not null. */
    private interface FieldDecoder {
        Object decode(Slots slots, int index) throws RowProblem;
    }

    private static FieldDecoder[] fieldDecoders(StructType schema) {
        return schema.fields().stream()
                .map(field -> decoder(field.type().stored()))
                .toArray(FieldDecoder[]::new);
    }

    private static FieldDecoder decoder(DataType type) {
        return switch (type.kind()) {
            case VOID ->
                (slots, i) -> {
                    throw new RowProblem("a value of type void that is not null");
                };
            case BOOLEAN -> Slots::booleanAt;
            case BYTE -> Slots::byteAt;
            case SHORT -> Slots::shortAt;
            case INTEGER -> Slots::intAt;
            case LONG -> Slots::longAt;
            case FLOAT -> Slots::floatAt;
            case DOUBLE -> Slots::doubleAt;
            case DECIMAL -> {
                DecimalType decimal = (DecimalType) type;
                yield (slots, i) -> Decimals.read(slots, i, decimal);
            }
            case STRING -> RowDecoder::text;
            case BINARY -> RowDecoder::binary;
            case DATE -> (slots, i) -> LocalDate.ofEpochDay(slots.intAt(i));
            case TIMESTAMP -> (slots, i) -> Micros.instant(slots.longAt(i));
            case TIMESTAMP_NTZ -> (slots, i) -> Micros.dateTime(slots.longAt(i));
            case TIME -> RowDecoder::time;
            case YEAR_MONTH_INTERVAL -> (slots, i) -> Period.ofMonths(slots.intAt(i));
            case DAY_TIME_INTERVAL -> (slots, i) -> Micros.duration(slots.longAt(i));
            case CALENDAR_INTERVAL -> RowDecoder::calendarInterval;
            case VARIANT -> RowDecoder::variant;
            case STRUCT -> {
                FieldDecoder[] fields = fieldDecoders((StructType) type);
                yield (slots, i) -> row(slots.row(i, fields.length), fields);
            }
            case ARRAY -> arrayDecoder(((ArrayType) type).elementType());
            case MAP -> mapDecoder((MapType) type);
        };
    }

    private static FieldDecoder arrayDecoder(DataType elementType) {
        FieldDecoder element = decoder(elementType.stored());
        int elementBytes = Layout.elementBytes(elementType);
        return (slots, i) -> elements(slots.array(i, elementBytes), element);
    }

    private static FieldDecoder mapDecoder(MapType type) {
        FieldDecoder key = decoder(type.keyType().stored());
        FieldDecoder value = decoder(type.valueType().stored());
        int keyBytes = Layout.elementBytes(type.keyType());
        int valueBytes = Layout.elementBytes(type.valueType());
        return (slots, i) -> {
            Slots.Entries entries = slots.map(i, keyBytes, valueBytes);
            List<Object> keys = new ArrayList<>(entries.keys().count());
            for (int k = 0; k < entries.keys().count(); k++) {
                keys.add(key.decode(entries.keys(), k));
            }
            return new MapValue(keys, elements(entries.values(), value));
        };
    }

    private static Row row(Slots slots, FieldDecoder[] fields) throws RowProblem {
        List<@Nullable Object> values = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            values.add(slots.isNull(i) ? null : fields[i].decode(slots, i));
        }
        return new Row(values);
    }

    private static List<@Nullable Object> elements(Slots slots, FieldDecoder element) throws RowProblem {
        List<@Nullable Object> values = new ArrayList<>(slots.count());
        for (int i = 0; i < slots.count(); i++) {
            values.add(slots.isNull(i) ? null : element.decode(slots, i));
        }
        return values;
    }

    private static String text(Slots slots, int index) throws RowProblem {
        long region = slots.region(index);
        return new String(slots.bytes(), Slots.from(region), Slots.size(region), StandardCharsets.UTF_8);
    }

    private static Bytes binary(Slots slots, int index) throws RowProblem {
        long region = slots.region(index);
        return Bytes.copyOf(slots.bytes(), Slots.from(region), Slots.size(region));
    }

    static LocalTime time(Slots slots, int index) throws RowProblem {
        long nanos = slots.longAt(index);
        if (nanos < 0 || nanos >= NANOS_PER_DAY) {
            throw new RowProblem("a time of " + nanos + " nanoseconds is not within a day");
        }
        return LocalTime.ofNanoOfDay(nanos);
    }

    static CalendarInterval calendarInterval(Slots slots, int index) throws RowProblem {
        long region = slots.region(index);
        int from = Slots.from(region);
        if (Slots.size(region) != Layout.WIDE) {
            throw new RowProblem("a calendar interval takes 16 bytes, found " + Slots.size(region));
        }
        byte[] bytes = slots.bytes();
        return new CalendarInterval(
                LittleEndian.intAt(bytes, from),
                LittleEndian.intAt(bytes, from + 4),
                LittleEndian.longAt(bytes, from + 8));
    }

    static VariantValue variant(Slots slots, int index) throws RowProblem {
        long region = slots.region(index);
        int from = Slots.from(region);
        int size = Slots.size(region);
        int valueSize = size < Integer.BYTES ? -1 : LittleEndian.intAt(slots.bytes(), from);
        if (valueSize < 0 || valueSize > size - Integer.BYTES) {
            throw new RowProblem("the value of a variant of " + size + " bytes cannot take " + valueSize + " bytes");
        }
        int valueFrom = from + Integer.BYTES;
        return new VariantValue(
                Bytes.copyOf(slots.bytes(), valueFrom, valueSize),
                Bytes.copyOf(slots.bytes(), valueFrom + valueSize, size - Integer.BYTES - valueSize));
    }
}
