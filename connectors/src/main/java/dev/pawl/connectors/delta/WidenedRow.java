package dev.pawl.connectors.delta;

import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;
import org.jspecify.annotations.Nullable;

/** A row whose numbers can be asked for in wider types than it has them in. */
final class WidenedRow extends InternalRow {
    private static final long serialVersionUID = 1;

    /** By ordinal, the type that the row has; null where it is the one that is asked for. */
    private final transient @Nullable DataType[] given;

    private transient InternalRow row = InternalRow.empty();

    /** @param widened by ordinal, the types that the rows have */
    WidenedRow(int columnCount, Map<Integer, DataType> widened) {
        this.given = new DataType[columnCount];
        widened.forEach((ordinal, type) -> given[ordinal] = type);
    }

    /** Shows a row, until the next. */
    InternalRow of(InternalRow shown) {
        row = shown;
        return this;
    }

    private long whole(int ordinal, DataType type) {
        if (type instanceof ByteType) {
            return row.getByte(ordinal);
        }
        if (type instanceof ShortType) {
            return row.getShort(ordinal);
        }
        return type instanceof IntegerType ? row.getInt(ordinal) : row.getLong(ordinal);
    }

    @Override
    public short getShort(int ordinal) {
        DataType type = given[ordinal];
        return type == null ? row.getShort(ordinal) : (short) whole(ordinal, type);
    }

    @Override
    public int getInt(int ordinal) {
        DataType type = given[ordinal];
        return type == null ? row.getInt(ordinal) : (int) whole(ordinal, type);
    }

    @Override
    public long getLong(int ordinal) {
        DataType type = given[ordinal];
        return type == null ? row.getLong(ordinal) : whole(ordinal, type);
    }

    @Override
    public float getFloat(int ordinal) {
        DataType type = given[ordinal];
        return type == null ? row.getFloat(ordinal) : (float) whole(ordinal, type);
    }

    @Override
    public double getDouble(int ordinal) {
        DataType type = given[ordinal];
        if (type == null) {
            return row.getDouble(ordinal);
        }
        return type instanceof FloatType ? row.getFloat(ordinal) : (double) whole(ordinal, type);
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        DataType type = given[ordinal];
        if (type == null) {
            return row.getDecimal(ordinal, precision, scale);
        }
        BigDecimal number = type instanceof DecimalType decimal
                ? row.getDecimal(ordinal, decimal.precision(), decimal.scale()).toJavaBigDecimal()
                : BigDecimal.valueOf(whole(ordinal, type));
        return Decimal.apply(number.setScale(scale), precision, scale);
    }

    /** Null where the value is: so does Spark's own. */
    @Override
    @SuppressWarnings("NullAway")
    public Object get(int ordinal, DataType type) {
        if (given[ordinal] == null || row.isNullAt(ordinal)) {
            return row.get(ordinal, type);
        }
        if (type instanceof ShortType) {
            return getShort(ordinal);
        }
        if (type instanceof IntegerType) {
            return getInt(ordinal);
        }
        if (type instanceof LongType) {
            return getLong(ordinal);
        }
        if (type instanceof FloatType) {
            return getFloat(ordinal);
        }
        if (type instanceof DoubleType) {
            return getDouble(ordinal);
        }
        DecimalType decimal = (DecimalType) type;
        return getDecimal(ordinal, decimal.precision(), decimal.scale());
    }

    @Override
    public int numFields() {
        return given.length;
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return row.isNullAt(ordinal);
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return row.getBoolean(ordinal);
    }

    @Override
    public byte getByte(int ordinal) {
        return row.getByte(ordinal);
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return row.getUTF8String(ordinal);
    }

    @Override
    public byte[] getBinary(int ordinal) {
        return row.getBinary(ordinal);
    }

    @Override
    public InternalRow getStruct(int ordinal, int fields) {
        return row.getStruct(ordinal, fields);
    }

    @Override
    public ArrayData getArray(int ordinal) {
        return row.getArray(ordinal);
    }

    @Override
    public MapData getMap(int ordinal) {
        return row.getMap(ordinal);
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        return row.getInterval(ordinal);
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        return row.getVariant(ordinal);
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        return row.getGeography(ordinal);
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        return row.getGeometry(ordinal);
    }

    @Override
    public InternalRow copy() {
        throw new UnsupportedOperationException("a row that is shown in other types is written at once");
    }

    @Override
    public void setNullAt(int ordinal) {
        throw new UnsupportedOperationException("a row that is read cannot be changed");
    }

    @Override
    public void update(int ordinal, Object value) {
        throw new UnsupportedOperationException("a row that is read cannot be changed");
    }
}
