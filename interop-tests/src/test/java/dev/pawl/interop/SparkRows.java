package dev.pawl.interop;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.row.CalendarInterval;
import dev.pawl.checkpoint.row.MapValue;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.VariantValue;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** Rows of Pawl as Spark holds them in memory, encoded by Spark's own generated code. */
final class SparkRows {
    private final StructType schema;
    private final org.apache.spark.sql.types.StructType sparkSchema;

    SparkRows(StructType schema) {
        this.schema = schema;
        sparkSchema = schemaOf(schema);
    }

    static org.apache.spark.sql.types.StructType schemaOf(StructType schema) {
        return (org.apache.spark.sql.types.StructType) DataType.fromJson(SchemaJson.format(schema));
    }

    /** Uses a projection once only: Spark leaves bytes of earlier rows in the room of a null calendar interval. */
    byte[] encode(Row row) {
        return UnsafeProjection.create(sparkSchema).apply(internal(row, schema)).getBytes();
    }

    static UnsafeRow unsafe(byte[] bytes, int columnCount) {
        UnsafeRow row = new UnsafeRow(columnCount);
        row.pointTo(bytes, bytes.length);
        return row;
    }

    private static InternalRow internal(Row row, StructType type) {
        Object[] values = new Object[type.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = internal(row.value(i), type.field(i).type());
        }
        return new GenericInternalRow(values);
    }

    private static Object[] internal(List<?> values, dev.pawl.checkpoint.type.DataType type) {
        return values.stream().map(value -> internal(value, type)).toArray();
    }

    @SuppressWarnings("NullAway") // Spark's rows hold nulls
    private static Object internal(@Nullable Object value, dev.pawl.checkpoint.type.DataType type) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case VOID -> throw new IllegalArgumentException("void has no values");
            case BOOLEAN, BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE -> value;
            case DECIMAL ->
                Decimal.apply((BigDecimal) value, ((DecimalType) type).precision(), ((DecimalType) type).scale());
            case STRING -> UTF8String.fromString((String) value);
            case BINARY -> ((Bytes) value).toArray();
            case DATE -> Math.toIntExact(((LocalDate) value).toEpochDay());
            case TIMESTAMP -> DateTimeUtils.instantToMicros((Instant) value);
            case TIMESTAMP_NTZ -> DateTimeUtils.localDateTimeToMicros((LocalDateTime) value);
            case TIME -> ((LocalTime) value).toNanoOfDay();
            case YEAR_MONTH_INTERVAL -> Math.toIntExact(((Period) value).toTotalMonths());
            case DAY_TIME_INTERVAL -> IntervalUtils.durationToMicros((Duration) value);
            case CALENDAR_INTERVAL -> {
                CalendarInterval interval = (CalendarInterval) value;
                yield new org.apache.spark.unsafe.types.CalendarInterval(
                        interval.months(), interval.days(), interval.micros());
            }
            case VARIANT ->
                new VariantVal(
                        ((VariantValue) value).value().toArray(),
                        ((VariantValue) value).metadata().toArray());
            case STRUCT -> internal((Row) value, (StructType) type);
            case ARRAY ->
                new GenericArrayData(
                        internal((List<?>) value, ((dev.pawl.checkpoint.type.ArrayType) type).elementType()));
            case MAP -> {
                MapValue map = (MapValue) value;
                dev.pawl.checkpoint.type.MapType mapType = (dev.pawl.checkpoint.type.MapType) type;
                yield new ArrayBasedMapData(
                        new GenericArrayData(internal(map.keys(), mapType.keyType())),
                        new GenericArrayData(internal(map.values(), mapType.valueType())));
            }
        };
    }
}
