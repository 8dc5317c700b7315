package dev.pawl.connectors.orc;

import java.sql.Timestamp;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MultiValuedColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
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

/** Puts values of Spark's rows into columns of batches. */
final class OrcVectors {
    private OrcVectors() {}

    /** One kind of column. */
    abstract static class Filler {
        final void put(SpecializedGetters values, int ordinal, ColumnVector column, int row) {
            if (values.isNullAt(ordinal)) {
                column.noNulls = false;
                column.isNull[row] = true;
            } else {
                column.isNull[row] = false;
                putThere(values, ordinal, column, row);
            }
        }

        abstract void putThere(SpecializedGetters values, int ordinal, ColumnVector column, int row);
    }

    /** Puts a value that is there into the array of a column. */
    private interface Put<V extends ColumnVector> {
        void put(SpecializedGetters values, int ordinal, V column, int row);
    }

    private static <V extends ColumnVector> Filler filler(Class<V> kind, Put<V> put) {
        return new Filler() {
            @Override
            void putThere(SpecializedGetters values, int ordinal, ColumnVector column, int row) {
                put.put(values, ordinal, kind.cast(column), row);
            }
        };
    }

    static Filler of(DataType type) {
        if (type instanceof StructType struct) {
            return struct(struct);
        }
        if (type instanceof ArrayType array) {
            return list(of(array.elementType()));
        }
        if (type instanceof MapType map) {
            return map(of(map.keyType()), of(map.valueType()));
        }
        if (type instanceof StringType) {
            return filler(
                    BytesColumnVector.class,
                    (values, ordinal, column, row) ->
                            column.setVal(row, values.getUTF8String(ordinal).getBytes()));
        }
        if (type instanceof BinaryType) {
            return filler(
                    BytesColumnVector.class,
                    (values, ordinal, column, row) -> column.setVal(row, values.getBinary(ordinal)));
        }
        if (type instanceof DecimalType decimal) {
            return filler(
                    DecimalColumnVector.class,
                    (values, ordinal, column, row) -> column.vector[row].set(
                            HiveDecimal.create(values.getDecimal(ordinal, decimal.precision(), decimal.scale())
                                    .toJavaBigDecimal())));
        }
        if (type instanceof TimestampType) {
            return filler(TimestampColumnVector.class, (values, ordinal, column, row) -> {
                Timestamp time = DateTimeUtils.toJavaTimestamp(values.getLong(ordinal));
                column.set(row, time);
            });
        }
        if (type instanceof FloatType) {
            return filler(
                    DoubleColumnVector.class,
                    (values, ordinal, column, row) -> column.vector[row] = values.getFloat(ordinal));
        }
        if (type instanceof DoubleType) {
            return filler(
                    DoubleColumnVector.class,
                    (values, ordinal, column, row) -> column.vector[row] = values.getDouble(ordinal));
        }
        return filler(LongColumnVector.class, numbers(type));
    }

    private static Put<LongColumnVector> numbers(DataType type) {
        if (type instanceof BooleanType) {
            return (values, ordinal, column, row) -> column.vector[row] = values.getBoolean(ordinal) ? 1 : 0;
        }
        if (type instanceof ByteType) {
            return (values, ordinal, column, row) -> column.vector[row] = values.getByte(ordinal);
        }
        if (type instanceof ShortType) {
            return (values, ordinal, column, row) -> column.vector[row] = values.getShort(ordinal);
        }
        if (type instanceof DateType) {
            // Files have days of the calendar with Julian dates before 1582.
            return (values, ordinal, column, row) ->
                    column.vector[row] = RebaseDateTime.rebaseGregorianToJulianDays(values.getInt(ordinal));
        }
        if (type instanceof IntegerType || type instanceof YearMonthIntervalType) {
            return (values, ordinal, column, row) -> column.vector[row] = values.getInt(ordinal);
        }
        return (values, ordinal, column, row) -> column.vector[row] = values.getLong(ordinal);
    }

    static Filler[] fields(StructType type) {
        StructField[] fields = type.fields();
        Filler[] fillers = new Filler[fields.length];
        for (int i = 0; i < fillers.length; i++) {
            fillers[i] = of(fields[i].dataType());
        }
        return fillers;
    }

    private static Filler struct(StructType type) {
        Filler[] fields = fields(type);
        return filler(StructColumnVector.class, (values, ordinal, column, row) -> {
            InternalRow struct = values.getStruct(ordinal, fields.length);
            for (int i = 0; i < fields.length; i++) {
                fields[i].put(struct, i, column.fields[i], row);
            }
        });
    }

    /** Room for elements after those of the rows before. */
    private static int begin(MultiValuedColumnVector column, int row, int count) {
        int from = column.childCount;
        column.offsets[row] = from;
        column.lengths[row] = count;
        column.childCount = from + count;
        return from;
    }

    private static Filler list(Filler element) {
        return filler(ListColumnVector.class, (values, ordinal, column, row) -> {
            ArrayData array = values.getArray(ordinal);
            int from = begin(column, row, array.numElements());
            column.child.ensureSize(column.childCount, from != 0);
            for (int i = 0; i < array.numElements(); i++) {
                element.put(array, i, column.child, from + i);
            }
        });
    }

    private static Filler map(Filler key, Filler value) {
        return filler(MapColumnVector.class, (values, ordinal, column, row) -> {
            MapData map = values.getMap(ordinal);
            ArrayData keys = map.keyArray();
            ArrayData entries = map.valueArray();
            int from = begin(column, row, map.numElements());
            column.keys.ensureSize(column.childCount, from != 0);
            column.values.ensureSize(column.childCount, from != 0);
            for (int i = 0; i < map.numElements(); i++) {
                key.put(keys, i, column.keys, from + i);
                value.put(entries, i, column.values, from + i);
            }
        });
    }
}
