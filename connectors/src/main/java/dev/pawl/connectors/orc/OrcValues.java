package dev.pawl.connectors.orc;

import java.util.Arrays;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Which columns of batches become which values of Spark's. */
final class OrcValues {
    private OrcValues() {}

    static OrcValue of(DataType type) {
        if (type instanceof StructType struct) {
            return new Struct(struct);
        }
        if (type instanceof ArrayType array) {
            return new Elements(of(array.elementType()));
        }
        if (type instanceof MapType map) {
            return new Entries(of(map.keyType()), of(map.valueType()));
        }
        if (type instanceof DecimalType decimal) {
            return new Decimals(decimal);
        }
        if (type instanceof StringType) {
            return new Texts();
        }
        if (type instanceof BinaryType) {
            return new Bytes();
        }
        if (type instanceof TimestampType) {
            return new Times();
        }
        if (type instanceof DoubleType || type instanceof FloatType) {
            return new Fractions(type instanceof FloatType);
        }
        return new Numbers(kindOf(type));
    }

    private enum Kind {
        BOOLEAN,
        BYTE,
        SHORT,
        INT,
        DAYS,
        LONG
    }

    private static Kind kindOf(DataType type) {
        if (type instanceof BooleanType) {
            return Kind.BOOLEAN;
        }
        if (type instanceof ByteType) {
            return Kind.BYTE;
        }
        if (type instanceof ShortType) {
            return Kind.SHORT;
        }
        if (type instanceof IntegerType || type instanceof YearMonthIntervalType) {
            return Kind.INT;
        }
        return type instanceof DateType ? Kind.DAYS : Kind.LONG;
    }

    /** All that ORC keeps as a long. */
    private static final class Numbers extends OrcValue {
        private final Kind kind;

        Numbers(Kind kind) {
            this.kind = kind;
        }

        @Override
        Object there(ColumnVector column, int row) {
            long value = ((LongColumnVector) column).vector[row];
            return switch (kind) {
                case BOOLEAN -> value != 0;
                case BYTE -> (byte) value;
                case SHORT -> (short) value;
                case INT -> (int) value;
                // Files have days of the calendar with Julian dates before 1582.
                case DAYS -> RebaseDateTime.rebaseJulianToGregorianDays((int) value);
                case LONG -> value;
            };
        }
    }

    private static final class Fractions extends OrcValue {
        private final boolean isFloat;

        Fractions(boolean isFloat) {
            this.isFloat = isFloat;
        }

        @Override
        Object there(ColumnVector column, int row) {
            double value = ((DoubleColumnVector) column).vector[row];
            if (isFloat) {
                return (float) value;
            }
            return value;
        }
    }

    private static final class Times extends OrcValue {
        @Override
        Object there(ColumnVector column, int row) {
            return DateTimeUtils.fromJavaTimestamp(((TimestampColumnVector) column).asScratchTimestamp(row));
        }
    }

    private static final class Texts extends OrcValue {
        @Override
        Object there(ColumnVector column, int row) {
            BytesColumnVector bytes = (BytesColumnVector) column;
            return UTF8String.fromBytes(bytes.vector[row], bytes.start[row], bytes.length[row]);
        }
    }

    private static final class Bytes extends OrcValue {
        @Override
        Object there(ColumnVector column, int row) {
            BytesColumnVector bytes = (BytesColumnVector) column;
            return Arrays.copyOfRange(bytes.vector[row], bytes.start[row], bytes.start[row] + bytes.length[row]);
        }
    }

    private static final class Decimals extends OrcValue {
        private final DecimalType type;

        Decimals(DecimalType type) {
            this.type = type;
        }

        @Override
        @Nullable
        Object there(ColumnVector column, int row) {
            Decimal value = Decimal.apply(
                    ((DecimalColumnVector) column).vector[row].getHiveDecimal().bigDecimalValue());
            return value.changePrecision(type.precision(), type.scale()) ? value : null;
        }
    }

    private static final class Struct extends OrcValue {
        private final OrcValue[] fields;

        Struct(StructType type) {
            StructField[] columns = type.fields();
            this.fields = new OrcValue[columns.length];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = OrcValues.of(columns[i].dataType());
            }
        }

        @Override
        Object there(ColumnVector column, int row) {
            ColumnVector[] columns = ((StructColumnVector) column).fields;
            @Nullable Object[] values = new @Nullable Object[fields.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = fields[i].of(columns[i], row);
            }
            return new GenericInternalRow(values);
        }
    }

    private static GenericArrayData slice(OrcValue value, ColumnVector column, long from, long count) {
        @Nullable Object[] values = new @Nullable Object[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.of(column, (int) from + i);
        }
        return new GenericArrayData(values);
    }

    private static final class Elements extends OrcValue {
        private final OrcValue element;

        Elements(OrcValue element) {
            this.element = element;
        }

        @Override
        Object there(ColumnVector column, int row) {
            ListColumnVector list = (ListColumnVector) column;
            return slice(element, list.child, list.offsets[row], list.lengths[row]);
        }
    }

    private static final class Entries extends OrcValue {
        private final OrcValue key;
        private final OrcValue value;

        Entries(OrcValue key, OrcValue value) {
            this.key = key;
            this.value = value;
        }

        @Override
        Object there(ColumnVector column, int row) {
            MapColumnVector map = (MapColumnVector) column;
            long from = map.offsets[row];
            long count = map.lengths[row];
            return new ArrayBasedMapData(slice(key, map.keys, from, count), slice(value, map.values, from, count));
        }
    }
}
