package dev.pawl.connectors.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** A record of Kafka seen as a row: nothing is copied before somebody asks for it. */
final class RecordRow extends InternalRow {
    private static final long MICROS_PER_MILLI = 1000;

    private final transient KafkaColumns[] columns;
    private final UTF8String topic;
    private transient @Nullable ConsumerRecord<byte[], byte[]> record;

    RecordRow(KafkaColumns[] columns, String topic) {
        this.columns = columns;
        this.topic = UTF8String.fromString(topic);
    }

    void show(ConsumerRecord<byte[], byte[]> next) {
        record = next;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return Objects.requireNonNull(record, "the reader stands on no record");
    }

    @Override
    public int numFields() {
        return columns.length;
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return switch (columns[ordinal]) {
            case KEY -> record().key() == null;
            case VALUE -> record().value() == null;
            case HEADERS -> !record().headers().iterator().hasNext();
            case TOPIC, PARTITION, OFFSET, TIMESTAMP, TIMESTAMP_TYPE -> false;
        };
    }

    @Override
    public byte @Nullable [] getBinary(int ordinal) {
        return switch (columns[ordinal]) {
            case KEY -> record().key();
            case VALUE -> record().value();
            default -> throw otherType(ordinal);
        };
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        if (columns[ordinal] != KafkaColumns.TOPIC) {
            throw otherType(ordinal);
        }
        return topic;
    }

    @Override
    public int getInt(int ordinal) {
        return switch (columns[ordinal]) {
            case PARTITION -> record().partition();
            case TIMESTAMP_TYPE -> record().timestampType().id;
            default -> throw otherType(ordinal);
        };
    }

    @Override
    public long getLong(int ordinal) {
        return switch (columns[ordinal]) {
            case OFFSET -> record().offset();
            case TIMESTAMP -> Math.multiplyExact(record().timestamp(), MICROS_PER_MILLI);
            default -> throw otherType(ordinal);
        };
    }

    @Override
    public @Nullable ArrayData getArray(int ordinal) {
        if (columns[ordinal] != KafkaColumns.HEADERS) {
            throw otherType(ordinal);
        }
        List<Object> headers = new ArrayList<>();
        for (Header header : record().headers()) {
            headers.add(new GenericInternalRow(
                    new @Nullable Object[] {UTF8String.fromString(header.key()), header.value()}));
        }
        return headers.isEmpty() ? null : new GenericArrayData(headers.toArray());
    }

    @Override
    public @Nullable Object get(int ordinal, DataType type) {
        return switch (columns[ordinal]) {
            case KEY, VALUE -> getBinary(ordinal);
            case TOPIC -> topic;
            case PARTITION, TIMESTAMP_TYPE -> getInt(ordinal);
            case OFFSET, TIMESTAMP -> getLong(ordinal);
            case HEADERS -> getArray(ordinal);
        };
    }

    @Override
    public InternalRow copy() {
        @Nullable Object[] values = new @Nullable Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i, columns[i].type());
        }
        return new GenericInternalRow(values);
    }

    @Override
    public void setNullAt(int ordinal) {
        throw readOnly();
    }

    @Override
    public void update(int ordinal, Object value) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a row of a source cannot be changed");
    }

    private UnsupportedOperationException otherType(int ordinal) {
        return new UnsupportedOperationException("column " + columns[ordinal] + " is of another type");
    }

    @Override
    public boolean getBoolean(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public byte getByte(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public short getShort(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public float getFloat(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public double getDouble(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        throw otherType(ordinal);
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        throw otherType(ordinal);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        throw otherType(ordinal);
    }

    @Override
    public MapData getMap(int ordinal) {
        throw otherType(ordinal);
    }
}
