package dev.pawl.connectors.files;

import java.math.BigDecimal;
import java.text.ParseException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.util.DateFormatter;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.TimestampFormatter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Which type the name of a directory has, and its value of a type, by Spark's rules. */
final class PartitionType {
    private static final String DATE_PATTERN = "yyyy-MM-dd";
    private static final String TIMESTAMP_PATTERN = "yyyy-MM-dd HH:mm:ss[.S]";
    private static final int DECIMAL_DIGITS_MAX = 38;
    private static final List<DataType> INTEGRALS = List.of(DataTypes.IntegerType, DataTypes.LongType);

    private PartitionType() {}

    private static boolean isNull(String raw) {
        return raw.equals(ExternalCatalogUtils.DEFAULT_PARTITION_NAME());
    }

    static DataType of(String raw, boolean infers) {
        if (isNull(raw)) {
            return DataTypes.NullType;
        }
        if (!infers) {
            return DataTypes.StringType;
        }
        DataType number = numberType(raw);
        if (number != null) {
            return number;
        }
        if (isTimestamp(raw)) {
            return SQLConf.get().timestampType();
        }
        return isDate(raw) ? DataTypes.DateType : DataTypes.StringType;
    }

    /** Only what has this pattern, whatever else would be one in a query. */
    private static boolean isTimestamp(String raw) {
        try {
            TimestampFormatter.apply(TIMESTAMP_PATTERN, ZoneOffset.UTC, true).parse(raw);
            return true;
        } catch (ParseException | RuntimeException e) {
            return false;
        }
    }

    private static boolean isDate(String raw) {
        try {
            DateFormatter.apply(DATE_PATTERN, true).parse(raw);
            return DateTimeUtils.stringToDate(UTF8String.fromString(raw)).isDefined();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static @Nullable DataType numberType(String raw) {
        try {
            BigDecimal number = new BigDecimal(raw);
            if (number.scale() == 0 && raw.indexOf('e') < 0 && raw.indexOf('E') < 0) {
                if (number.precision() <= DECIMAL_DIGITS_MAX
                        && number.toBigInteger().bitLength() > Long.SIZE - 1) {
                    return DataTypes.createDecimalType(number.precision(), 0);
                }
                int bits = number.toBigInteger().bitLength();
                if (bits < Integer.SIZE) {
                    return DataTypes.IntegerType;
                }
                if (bits < Long.SIZE) {
                    return DataTypes.LongType;
                }
            }
            return DataTypes.DoubleType;
        } catch (NumberFormatException e) {
            return isDouble(raw) ? DataTypes.DoubleType : null;
        }
    }

    private static boolean isDouble(String raw) {
        try {
            Double.parseDouble(raw);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A type for the values of both. */
    static DataType wider(DataType one, DataType other) {
        if (one.equals(other) || other instanceof NullType) {
            return one;
        }
        if (one instanceof NullType) {
            return other;
        }
        if (INTEGRALS.contains(one) && INTEGRALS.contains(other)) {
            return DataTypes.LongType;
        }
        if (isOf(one, other, DataTypes.IntegerType, DataTypes.DoubleType)) {
            return DataTypes.DoubleType;
        }
        if (isOf(one, other, DataTypes.DateType, DataTypes.TimestampType)) {
            return DataTypes.TimestampType;
        }
        DecimalType wide = widerDecimal(one, other);
        return wide == null ? DataTypes.StringType : wide;
    }

    private static @Nullable DecimalType widerDecimal(DataType one, DataType other) {
        int digits = Math.max(digits(one), digits(other));
        return digits(one) > 0 && digits(other) > 0 && digits <= DECIMAL_DIGITS_MAX
                ? DataTypes.createDecimalType(digits, 0)
                : null;
    }

    private static int digits(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision();
        }
        return type instanceof IntegerType ? 10 : type instanceof LongType ? 20 : 0;
    }

    private static boolean isOf(DataType one, DataType other, DataType first, DataType second) {
        return (one.equals(first) && other.equals(second)) || (one.equals(second) && other.equals(first));
    }

    /** The value as rows have it. */
    static @Nullable Object value(String raw, DataType type) {
        if (isNull(raw) || type instanceof NullType) {
            return null;
        }
        UTF8String text = UTF8String.fromString(raw);
        if (type instanceof StringType) {
            return text;
        }
        if (type instanceof IntegerType) {
            return Integer.valueOf(raw);
        }
        if (type instanceof LongType) {
            return Long.valueOf(raw);
        }
        if (type instanceof ShortType) {
            return Short.valueOf(raw);
        }
        if (type instanceof ByteType) {
            return Byte.valueOf(raw);
        }
        if (type instanceof DoubleType) {
            return Double.valueOf(raw);
        }
        if (type instanceof FloatType) {
            return Float.valueOf(raw);
        }
        if (type instanceof BooleanType) {
            return bool(raw);
        }
        if (type instanceof BinaryType) {
            return text.getBytes();
        }
        if (type instanceof DecimalType decimal) {
            Decimal value = Decimal.apply(new BigDecimal(raw));
            if (!value.changePrecision(decimal.precision(), decimal.scale())) {
                throw new NumberFormatException(raw + " has too many digits");
            }
            return value;
        }
        return time(text, type);
    }

    private static Object bool(String raw) {
        if (!raw.equalsIgnoreCase("true") && !raw.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(raw + " is neither true nor false");
        }
        return Boolean.valueOf(raw);
    }

    private static Object time(UTF8String text, DataType type) {
        Option<Object> value = Option.empty();
        if (type instanceof DateType) {
            value = DateTimeUtils.stringToDate(text);
        } else if (type instanceof TimestampType) {
            ZoneId zone = DateTimeUtils.getZoneId(SQLConf.get().sessionLocalTimeZone());
            value = DateTimeUtils.stringToTimestamp(text, zone);
        } else if (type instanceof TimestampNTZType) {
            value = DateTimeUtils.stringToTimestampWithoutTimeZone(text);
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(text + " is no " + type.sql());
        }
        return value.get();
    }
}
