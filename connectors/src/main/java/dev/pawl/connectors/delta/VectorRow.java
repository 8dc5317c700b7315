package dev.pawl.connectors.delta;

import io.delta.kernel.data.ColumnVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;

/** A row that stands on one position of several vectors. */
final class VectorRow extends InternalRow {
    private static final long serialVersionUID = 1;

    private final transient ColumnVector[] columns;
    private int index;

    VectorRow(int columnCount) {
        this.columns = new ColumnVector[columnCount];
    }

    void setColumn(int ordinal, ColumnVector column) {
        columns[ordinal] = column;
    }

    void standOn(int row) {
        index = row;
    }

    @Override
    public int numFields() {
        return columns.length;
    }

    @Override
    public void setNullAt(int ordinal) {
        throw new UnsupportedOperationException("a row that is read cannot be changed");
    }

    @Override
    public void update(int ordinal, Object value) {
        throw new UnsupportedOperationException("a row that is read cannot be changed");
    }

    @Override
    public InternalRow copy() {
        Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = VectorValues.copy(columns[i], index);
        }
        return new GenericInternalRow(values);
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return columns[ordinal].isNullAt(index);
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return columns[ordinal].getBoolean(index);
    }

    @Override
    public byte getByte(int ordinal) {
        return columns[ordinal].getByte(index);
    }

    @Override
    public short getShort(int ordinal) {
        return columns[ordinal].getShort(index);
    }

    @Override
    public int getInt(int ordinal) {
        return columns[ordinal].getInt(index);
    }

    @Override
    public long getLong(int ordinal) {
        return columns[ordinal].getLong(index);
    }

    @Override
    public float getFloat(int ordinal) {
        return columns[ordinal].getFloat(index);
    }

    @Override
    public double getDouble(int ordinal) {
        return columns[ordinal].getDouble(index);
    }

    @Override
    public byte[] getBinary(int ordinal) {
        return columns[ordinal].getBinary(index);
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return VectorValues.text(columns[ordinal], index);
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        return VectorValues.decimal(columns[ordinal], index, precision, scale);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        return VectorValues.struct(columns[ordinal], index, fields);
    }

    @Override
    public ArrayData getArray(int ordinal) {
        return VectorValues.array(columns[ordinal], index);
    }

    @Override
    public MapData getMap(int ordinal) {
        return VectorValues.map(columns[ordinal], index);
    }

    /** Null where the value is: so does Spark's own. */
    @Override
    @SuppressWarnings("NullAway")
    public Object get(int ordinal, DataType type) {
        return VectorValues.copy(columns[ordinal], index);
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
