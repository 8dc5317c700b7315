package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns typed values into the bytes that Spark writes for them; keeps a buffer, so it serves one thread. */
public final class RowEncoder {
    private final List<FieldEncoder> fields;
    private final RowBuffer buffer = new RowBuffer();

    private RowEncoder(List<FieldEncoder> fields) {
        this.fields = fields;
    }

    public static RowEncoder of(StructType schema) {
        return new RowEncoder(new Compiler(Floats.AS_GIVEN).fields(schema));
    }

    /** For grouping and join keys: −0.0 becomes 0.0, and every NaN the same one. */
    public static RowEncoder ofKeys(StructType schema) {
        return new RowEncoder(new Compiler(Floats.NORMALIZED).fields(schema));
    }

    /** @throws IllegalArgumentException if a value is not of the Java type that {@link Row} names, or does not fit */
    public byte[] encode(Row row) {
        buffer.reset();
        try {
            writeRow(row, fields, buffer);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("the row does not have the types of its schema", e);
        }
        return buffer.toArray();
    }

    private enum Floats {
        AS_GIVEN,
        NORMALIZED
    }

    /** Writes one value whose slot is at {@code slotAt} of the row or array that starts at {@code base}. */
    private interface FieldEncoder {
        void write(Object value, RowBuffer out, int base, int slotAt);

        /** Unlike a row, an array keeps no room for values to be set in place. */
        default void writeInArray(Object value, RowBuffer out, int base, int slotAt) {
            write(value, out, base, slotAt);
        }

        /** What a row keeps for a null besides its null bit. */
        default void writeNullInRow(RowBuffer out, int base, int slotAt) {}
    }

    private static void writeRow(Row row, List<FieldEncoder> fields, RowBuffer out) {
        if (row.values().size() != fields.size()) {
            throw new IllegalArgumentException(
                    row.values().size() + " values for a row of " + fields.size() + " columns");
        }
        int base = out.reserve(Layout.rowFixedBytes(fields.size()));
        int slotAt = base + Layout.nullBitsBytes(fields.size());
        for (int i = 0; i < fields.size(); i++, slotAt += Layout.WORD) {
            Object value = row.value(i);
            if (value == null) {
                out.setNull(base, i);
                fields.get(i).writeNullInRow(out, base, slotAt);
            } else {
                fields.get(i).write(value, out, base, slotAt);
            }
        }
    }

    private static void writeArray(
            List<? extends @Nullable Object> values, FieldEncoder element, int elementBytes, RowBuffer out) {
        int count = values.size();
        int fixedBytes = Math.multiplyExact(count, elementBytes);
        int base = out.reserve(Long.BYTES + Layout.nullBitsBytes(count) + Layout.roundUp(fixedBytes));
        out.putLong(base, count);
        int slotAt = base + Long.BYTES + Layout.nullBitsBytes(count);
        for (int i = 0; i < count; i++, slotAt += elementBytes) {
            Object value = values.get(i);
            if (value == null) {
                out.setNull(base + Long.BYTES, i);
            } else {
                element.writeInArray(value, out, base, slotAt);
            }
        }
    }

    private record Compiler(Floats floats) {
        private List<FieldEncoder> fields(StructType schema) {
            return schema.fields().stream()
                    .map(field -> encoder(field.type().stored()))
                    .toList();
        }

        private FieldEncoder encoder(DataType type) {
            return switch (type.kind()) {
                case VOID ->
                    (value, out, base, slotAt) -> {
                        throw new IllegalArgumentException("a value of type void that is not null: " + value);
                    };
                case BOOLEAN -> (value, out, base, slotAt) -> out.putLow(slotAt, 1, (Boolean) value ? 1 : 0);
                case BYTE -> (value, out, base, slotAt) -> out.putLow(slotAt, 1, (Byte) value);
                case SHORT -> (value, out, base, slotAt) -> out.putLow(slotAt, 2, (Short) value);
                case INTEGER -> (value, out, base, slotAt) -> out.putInt(slotAt, (Integer) value);
                case LONG -> (value, out, base, slotAt) -> out.putLong(slotAt, (Long) value);
                case FLOAT -> floatEncoder();
                case DOUBLE -> doubleEncoder();
                case DECIMAL ->
                    ((DecimalType) type).fitsLong()
                            ? (value, out, base, slotAt) -> out.putLong(
                                    slotAt, unscaled(value, (DecimalType) type).longValueExact())
                            : new WideDecimalEncoder((DecimalType) type);
                case STRING ->
                    (value, out, base, slotAt) -> {
                        byte[] utf8 = ((String) value).getBytes(StandardCharsets.UTF_8);
                        out.append(slotAt, base, utf8, 0, utf8.length);
                    };
                case BINARY ->
                    (value, out, base, slotAt) ->
                            out.append(slotAt, base, ((Bytes) value).shared(), 0, ((Bytes) value).length());
                case DATE ->
                    (value, out, base, slotAt) -> out.putInt(slotAt, Math.toIntExact(((LocalDate) value).toEpochDay()));
                case TIMESTAMP -> (value, out, base, slotAt) -> out.putLong(slotAt, Micros.of((Instant) value));
                case TIMESTAMP_NTZ ->
                    (value, out, base, slotAt) -> out.putLong(slotAt, Micros.of((LocalDateTime) value));
                case TIME -> (value, out, base, slotAt) -> out.putLong(slotAt, ((LocalTime) value).toNanoOfDay());
                case YEAR_MONTH_INTERVAL ->
                    (value, out, base, slotAt) -> out.putInt(slotAt, Math.toIntExact(((Period) value).toTotalMonths()));
                case DAY_TIME_INTERVAL ->
                    (value, out, base, slotAt) -> out.putLong(slotAt, Micros.of((Duration) value));
                case CALENDAR_INTERVAL -> new CalendarIntervalEncoder();
                case VARIANT -> RowEncoder::writeVariant;
                case STRUCT -> structEncoder((StructType) type);
                case ARRAY -> arrayEncoder(((ArrayType) type).elementType());
                case MAP -> mapEncoder((MapType) type);
            };
        }

        private FieldEncoder floatEncoder() {
            if (floats == Floats.NORMALIZED) {
                return (value, out, base, slotAt) -> out.putInt(slotAt, Float.floatToIntBits((Float) value + 0f));
            }
            return (value, out, base, slotAt) -> out.putInt(slotAt, Float.floatToRawIntBits((Float) value));
        }

        private FieldEncoder doubleEncoder() {
            if (floats == Floats.NORMALIZED) {
                return (value, out, base, slotAt) -> out.putLong(slotAt, Double.doubleToLongBits((Double) value + 0d));
            }
            return (value, out, base, slotAt) -> out.putLong(slotAt, Double.doubleToRawLongBits((Double) value));
        }

        private FieldEncoder structEncoder(StructType type) {
            List<FieldEncoder> fields = fields(type);
            return (value, out, base, slotAt) -> {
                int from = out.size();
                writeRow((Row) value, fields, out);
                out.refer(slotAt, base, from, out.size() - from);
            };
        }

        private FieldEncoder arrayEncoder(DataType elementType) {
            FieldEncoder element = encoder(elementType.stored());
            int elementBytes = Layout.elementBytes(elementType);
            return (value, out, base, slotAt) -> {
                int from = out.size();
                writeArray((List<?>) value, element, elementBytes, out);
                out.refer(slotAt, base, from, out.size() - from);
            };
        }

        private FieldEncoder mapEncoder(MapType type) {
            FieldEncoder key = encoder(type.keyType().stored());
            FieldEncoder value = encoder(type.valueType().stored());
            int keyBytes = Layout.elementBytes(type.keyType());
            int valueBytes = Layout.elementBytes(type.valueType());
            return (map, out, base, slotAt) -> {
                int from = out.reserve(Long.BYTES);
                writeArray(((MapValue) map).keys(), key, keyBytes, out);
                out.putLong(from, out.size() - from - Long.BYTES);
                writeArray(((MapValue) map).values(), value, valueBytes, out);
                out.refer(slotAt, base, from, out.size() - from);
            };
        }
    }

    private record WideDecimalEncoder(DecimalType type) implements FieldEncoder {
        @Override
        public void write(Object value, RowBuffer out, int base, int slotAt) {
            byte[] bytes = unscaled(value, type).toByteArray();
            int at = out.appendWide(slotAt, base, bytes.length);
            out.putBytes(at, bytes, 0, bytes.length);
        }

        @Override
        public void writeInArray(Object value, RowBuffer out, int base, int slotAt) {
            byte[] bytes = unscaled(value, type).toByteArray();
            out.append(slotAt, base, bytes, 0, bytes.length);
        }

        @Override
        public void writeNullInRow(RowBuffer out, int base, int slotAt) {
            out.appendWide(slotAt, base, 0);
        }
    }

    private record CalendarIntervalEncoder() implements FieldEncoder {
        @Override
        public void write(Object value, RowBuffer out, int base, int slotAt) {
            CalendarInterval interval = (CalendarInterval) value;
            int at = out.appendWide(slotAt, base, Layout.WIDE);
            out.putInt(at, interval.months());
            out.putInt(at + 4, interval.days());
            out.putLong(at + 8, interval.micros());
        }

        @Override
        public void writeNullInRow(RowBuffer out, int base, int slotAt) {
            out.appendWide(slotAt, base, Layout.WIDE);
        }
    }

    private static void writeVariant(Object value, RowBuffer out, int base, int slotAt) {
        Bytes content = ((VariantValue) value).value();
        Bytes metadata = ((VariantValue) value).metadata();
        int length = Integer.BYTES + content.length() + metadata.length();
        int at = out.reserve(Layout.roundUp(length));
        out.putInt(at, content.length());
        out.putBytes(at + Integer.BYTES, content.shared(), 0, content.length());
        out.putBytes(at + Integer.BYTES + content.length(), metadata.shared(), 0, metadata.length());
        out.refer(slotAt, base, at, length);
    }

    private static BigInteger unscaled(Object value, DecimalType type) {
        BigDecimal decimal = ((BigDecimal) value).setScale(type.scale());
        if (decimal.precision() > type.precision()) {
            throw new IllegalArgumentException(value + " does not fit into " + type.name());
        }
        return decimal.unscaledValue();
    }
}
