package dev.pawl.connectors.delta;

import io.delta.kernel.data.ColumnVector;
import org.apache.spark.sql.catalyst.InternalRow;
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

/** The first elements of a vector. */
final class VectorArray extends ArrayData {
    private static final long serialVersionUID = 1;

    private final transient ColumnVector elements;
    private final int size;

    VectorArray(ColumnVector elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    @Override
    public int numElements() {
        return size;
    }

    @Override
    public ArrayData copy() {
        return new GenericArrayData(array());
    }

    @Override
    public Object[] array() {
        Object[] values = new Object[size];
        for (int i = 0; i < size; i++) {
            values[i] = VectorValues.copy(elements, i);
        }
        return values;
    }

    @Override
    public void setNullAt(int ordinal) {
        throw new UnsupportedOperationException("an array that is read cannot be changed");
    }

    @Override
    public void update(int ordinal, Object value) {
        throw new UnsupportedOperationException("an array that is read cannot be changed");
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return elements.isNullAt(ordinal);
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return elements.getBoolean(ordinal);
    }

    @Override
    public byte getByte(int ordinal) {
        return elements.getByte(ordinal);
    }

    @Override
    public short getShort(int ordinal) {
        return elements.getShort(ordinal);
    }

    @Override
    public int getInt(int ordinal) {
        return elements.getInt(ordinal);
    }

    @Override
    public long getLong(int ordinal) {
        return elements.getLong(ordinal);
    }

    @Override
    public float getFloat(int ordinal) {
        return elements.getFloat(ordinal);
    }

    @Override
    public double getDouble(int ordinal) {
        return elements.getDouble(ordinal);
    }

    @Override
    public byte[] getBinary(int ordinal) {
        return elements.getBinary(ordinal);
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return VectorValues.text(elements, ordinal);
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        return VectorValues.decimal(elements, ordinal, precision, scale);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        return VectorValues.struct(elements, ordinal, fields);
    }

    @Override
    public ArrayData getArray(int ordinal) {
        return VectorValues.array(elements, ordinal);
    }

    @Override
    public MapData getMap(int ordinal) {
        return VectorValues.map(elements, ordinal);
    }

    /** Null where the value is: so does Spark's own. */
    @Override
    @SuppressWarnings("NullAway")
    public Object get(int ordinal, DataType type) {
        return VectorValues.copy(elements, ordinal);
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        throw new UnsupportedOperationException("Delta tables hold no intervals");
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        throw new UnsupportedOperationException("variants are not read");
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        throw new UnsupportedOperationException("geographies are not read");
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        throw new UnsupportedOperationException("geometries are not read");
    }
}
