package dev.pawl.engine.json;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** A decoded object; used again for the next one. Numbers stand unboxed. */
final class DecodedRow extends InternalRow {
    private static final long serialVersionUID = 1;

    private final transient StructType schema;
    private final boolean[] isNull;
    private final long[] numbers;
    private final transient @Nullable Object[] objects;

    DecodedRow(StructType schema) {
        this.schema = schema;
        this.isNull = new boolean[schema.length()];
        this.numbers = new long[schema.length()];
        this.objects = new Object[schema.length()];
    }

    void clear() {
        Arrays.fill(isNull, true);
    }

    void setNumber(int ordinal, long value) {
        isNull[ordinal] = false;
        numbers[ordinal] = value;
    }

    void setObject(int ordinal, Object value) {
        isNull[ordinal] = false;
        objects[ordinal] = value;
    }

    @Override
    public int numFields() {
        return isNull.length;
    }

    @Override
    public void setNullAt(int ordinal) {
        isNull[ordinal] = true;
    }

    @Override
    public void update(int ordinal, Object value) {
        throw new UnsupportedOperationException("a decoded row is not changed by others");
    }

    @Override
    public InternalRow copy() {
        Object[] values = new Object[isNull.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = isNull[i]
                    ? null
                    : InternalRow.copyValue(get(i, schema.apply(i).dataType()));
        }
        return new GenericInternalRow(values);
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return isNull[ordinal];
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return numbers[ordinal] != 0;
    }

    @Override
    public byte getByte(int ordinal) {
        return (byte) numbers[ordinal];
    }

    @Override
    public short getShort(int ordinal) {
        return (short) numbers[ordinal];
    }

    @Override
    public int getInt(int ordinal) {
        return (int) numbers[ordinal];
    }

    @Override
    public long getLong(int ordinal) {
        return numbers[ordinal];
    }

    @Override
    public float getFloat(int ordinal) {
        throw new UnsupportedOperationException("floats are not decoded here");
    }

    @Override
    public double getDouble(int ordinal) {
        return Double.longBitsToDouble(numbers[ordinal]);
    }

    private Object object(int ordinal) {
        Object value = objects[ordinal];
        if (value == null) {
            throw new IllegalStateException("column " + ordinal + " of the decoded row is null");
        }
        return value;
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return (UTF8String) object(ordinal);
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        return (Decimal) object(ordinal);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        return (InternalRow) object(ordinal);
    }

    @Override
    public byte[] getBinary(int ordinal) {
        throw new UnsupportedOperationException("binary values are not decoded here");
    }

    @Override
    public ArrayData getArray(int ordinal) {
        throw new UnsupportedOperationException("arrays are not decoded here");
    }

    @Override
    public MapData getMap(int ordinal) {
        throw new UnsupportedOperationException("maps are not decoded here");
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        throw new UnsupportedOperationException("intervals are not decoded here");
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        throw new UnsupportedOperationException("variants are not decoded here");
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        throw new UnsupportedOperationException("geographies are not decoded here");
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        throw new UnsupportedOperationException("geometries are not decoded here");
    }

    @Override
    public @Nullable Object get(int ordinal, DataType type) {
        if (isNull[ordinal]) {
            return null;
        }
        if (type instanceof LongType || type instanceof TimestampType) {
            return getLong(ordinal);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return getInt(ordinal);
        }
        if (type instanceof DoubleType) {
            return getDouble(ordinal);
        }
        if (type instanceof BooleanType) {
            return getBoolean(ordinal);
        }
        if (type instanceof ShortType) {
            return getShort(ordinal);
        }
        if (type instanceof ByteType) {
            return getByte(ordinal);
        }
        return object(ordinal);
    }
}
