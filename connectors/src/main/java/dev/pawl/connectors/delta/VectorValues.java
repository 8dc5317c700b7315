package dev.pawl.connectors.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Values of Kernel's vectors as Spark's rows and arrays have them. */
final class VectorValues {
    private VectorValues() {}

    static UTF8String text(ColumnVector vector, int index) {
        return UTF8String.fromString(vector.getString(index));
    }

    static Decimal decimal(ColumnVector vector, int index, int precision, int scale) {
        return Decimal.apply(vector.getDecimal(index), precision, scale);
    }

    static InternalRow struct(ColumnVector vector, int index, int fields) {
        VectorRow row = new VectorRow(fields);
        for (int i = 0; i < fields; i++) {
            row.setColumn(i, vector.getChild(i));
        }
        row.standOn(index);
        return row;
    }

    static VectorArray array(ColumnVector vector, int index) {
        ArrayValue array = vector.getArray(index);
        return new VectorArray(array.getElements(), array.getSize());
    }

    static VectorMap map(ColumnVector vector, int index) {
        MapValue map = vector.getMap(index);
        return new VectorMap(
                new VectorArray(map.getKeys(), map.getSize()), new VectorArray(map.getValues(), map.getSize()));
    }

    /** A value as an object, as rows that are copied hold it. */
    static @Nullable Object copy(ColumnVector vector, int index) {
        if (vector.isNullAt(index)) {
            return null;
        }
        DataType type = vector.getDataType();
        if (type instanceof BooleanType) {
            return vector.getBoolean(index);
        }
        if (type instanceof ByteType) {
            return vector.getByte(index);
        }
        if (type instanceof ShortType) {
            return vector.getShort(index);
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return vector.getInt(index);
        }
        if (type instanceof FloatType) {
            return vector.getFloat(index);
        }
        if (type instanceof DoubleType) {
            return vector.getDouble(index);
        }
        if (type instanceof StringType) {
            return text(vector, index);
        }
        if (type instanceof BinaryType) {
            return vector.getBinary(index);
        }
        if (type instanceof DecimalType decimal) {
            return decimal(vector, index, decimal.getPrecision(), decimal.getScale());
        }
        if (type instanceof StructType struct) {
            return struct(vector, index, struct.length()).copy();
        }
        if (type instanceof io.delta.kernel.types.ArrayType) {
            return array(vector, index).copy();
        }
        if (type instanceof io.delta.kernel.types.MapType) {
            return map(vector, index).copy();
        }
        return vector.getLong(index);
    }
}
