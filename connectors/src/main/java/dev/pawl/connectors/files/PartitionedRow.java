package dev.pawl.connectors.files;

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
import org.jspecify.annotations.Nullable;

/** A row of a file together with the values that its directories give. */
final class PartitionedRow extends InternalRow {
    private static final long serialVersionUID = 1L;

    /** For each column its ordinal in the row of the file, or -1 minus its ordinal among the values of the directories. */
    private final int[] ordinals;

    private final InternalRow partitions;
    private InternalRow file;

    PartitionedRow(int[] ordinals, @Nullable Object[] partitions) {
        this.ordinals = ordinals;
        this.partitions = new GenericInternalRow(partitions);
        this.file = this.partitions;
    }

    private PartitionedRow(PartitionedRow other, InternalRow file) {
        this.ordinals = other.ordinals;
        this.partitions = other.partitions;
        this.file = file;
    }

    PartitionedRow of(InternalRow row) {
        file = row;
        return this;
    }

    private InternalRow holder(int ordinal) {
        return ordinals[ordinal] < 0 ? partitions : file;
    }

    private int at(int ordinal) {
        int there = ordinals[ordinal];
        return there < 0 ? -1 - there : there;
    }

    @Override
    public int numFields() {
        return ordinals.length;
    }

    @Override
    public void setNullAt(int ordinal) {
        throw new UnsupportedOperationException("a row of a file does not change");
    }

    @Override
    public void update(int ordinal, Object value) {
        throw new UnsupportedOperationException("a row of a file does not change");
    }

    @Override
    public InternalRow copy() {
        return new PartitionedRow(this, file.copy());
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return holder(ordinal).isNullAt(at(ordinal));
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return holder(ordinal).getBoolean(at(ordinal));
    }

    @Override
    public byte getByte(int ordinal) {
        return holder(ordinal).getByte(at(ordinal));
    }

    @Override
    public short getShort(int ordinal) {
        return holder(ordinal).getShort(at(ordinal));
    }

    @Override
    public int getInt(int ordinal) {
        return holder(ordinal).getInt(at(ordinal));
    }

    @Override
    public long getLong(int ordinal) {
        return holder(ordinal).getLong(at(ordinal));
    }

    @Override
    public float getFloat(int ordinal) {
        return holder(ordinal).getFloat(at(ordinal));
    }

    @Override
    public double getDouble(int ordinal) {
        return holder(ordinal).getDouble(at(ordinal));
    }

    @Override
    public byte[] getBinary(int ordinal) {
        return holder(ordinal).getBinary(at(ordinal));
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return holder(ordinal).getUTF8String(at(ordinal));
    }

    @Override
    public ArrayData getArray(int ordinal) {
        return holder(ordinal).getArray(at(ordinal));
    }

    @Override
    public MapData getMap(int ordinal) {
        return holder(ordinal).getMap(at(ordinal));
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        return holder(ordinal).getInterval(at(ordinal));
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        return holder(ordinal).getVariant(at(ordinal));
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        return holder(ordinal).getGeography(at(ordinal));
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        return holder(ordinal).getGeometry(at(ordinal));
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        return holder(ordinal).getDecimal(at(ordinal), precision, scale);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        return holder(ordinal).getStruct(at(ordinal), fields);
    }

    @Override
    public Object get(int ordinal, DataType type) {
        return holder(ordinal).get(at(ordinal), type);
    }
}
