package dev.pawl.connectors.delta;

import io.delta.kernel.expressions.Literal;
import io.delta.kernel.types.DataType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The values of the partition columns of a row, for a commit and for the name of a directory. */
final class PartitionValues {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final String NONE = "__HIVE_DEFAULT_PARTITION__";

    private final List<TableLayout.Partition> partitions;
    private final List<DataType> types;

    PartitionValues(List<TableLayout.Partition> partitions) {
        this.partitions = partitions;
        StructType schema = new StructType();
        for (TableLayout.Partition partition : partitions) {
            schema = schema.add(partition.name(), partition.type());
        }
        this.types = DeltaTypes.kernel(schema).fields().stream()
                .map(io.delta.kernel.types.StructField::getDataType)
                .toList();
    }

    /** By column; a text that is empty is null, as in Spark, because a directory cannot tell them apart. */
    Map<String, Literal> of(InternalRow row) {
        Map<String, Literal> values = new LinkedHashMap<>();
        for (int i = 0; i < partitions.size(); i++) {
            TableLayout.Partition partition = partitions.get(i);
            Literal value = literal(row, partition);
            values.put(partition.name(), value == null ? Literal.ofNull(types.get(i)) : value);
        }
        return values;
    }

    private static @Nullable Literal literal(InternalRow row, TableLayout.Partition partition) {
        int ordinal = partition.ordinal();
        if (ordinal < 0 || row.isNullAt(ordinal)) {
            return null;
        }
        org.apache.spark.sql.types.DataType type = partition.type();
        if (type instanceof StringType) {
            UTF8String text = row.getUTF8String(ordinal);
            return text.numBytes() == 0 ? null : Literal.ofString(text.toString());
        }
        if (type instanceof BooleanType) {
            return Literal.ofBoolean(row.getBoolean(ordinal));
        }
        if (type instanceof ByteType) {
            return Literal.ofByte(row.getByte(ordinal));
        }
        if (type instanceof ShortType) {
            return Literal.ofShort(row.getShort(ordinal));
        }
        if (type instanceof IntegerType) {
            return Literal.ofInt(row.getInt(ordinal));
        }
        if (type instanceof LongType) {
            return Literal.ofLong(row.getLong(ordinal));
        }
        if (type instanceof FloatType) {
            return Literal.ofFloat(row.getFloat(ordinal));
        }
        if (type instanceof DoubleType) {
            return Literal.ofDouble(row.getDouble(ordinal));
        }
        if (type instanceof DateType) {
            return Literal.ofDate(row.getInt(ordinal));
        }
        if (type instanceof TimestampType) {
            return Literal.ofTimestamp(forKernel(row.getLong(ordinal)));
        }
        if (type instanceof TimestampNTZType) {
            return Literal.ofTimestampNtz(forKernel(row.getLong(ordinal)));
        }
        if (type instanceof BinaryType) {
            return Literal.ofBinary(row.getBinary(ordinal));
        }
        if (type instanceof DecimalType decimal) {
            Decimal value = row.getDecimal(ordinal, decimal.precision(), decimal.scale());
            BigDecimal number = value.toJavaBigDecimal();
            return Literal.ofDecimal(number, decimal.precision(), decimal.scale());
        }
        throw new IllegalStateException("a table cannot be partitioned by " + partition.name() + " " + type.sql());
    }

    /** Kernel 4.3 writes a time before 1970 that is not a whole second a second too late. */
    private static long forKernel(long micros) {
        return micros < 0 && micros % MICROS_PER_SECOND != 0 ? micros - MICROS_PER_SECOND : micros;
    }

    /** {@code p=1/q=a%20b/}: for people only, readers take the values from the commit. */
    static String directory(Map<String, Literal> values) {
        StringBuilder path = new StringBuilder();
        values.forEach((name, literal) -> {
            Object value = literal.getValue();
            String text = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value + "";
            path.append(escaped(name))
                    .append('=')
                    .append(value == null ? NONE : escaped(text))
                    .append('/');
        });
        return path.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
            if (isPlain) {
                escaped.append(c);
            } else {
                escaped.append(String.format("%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }
}
