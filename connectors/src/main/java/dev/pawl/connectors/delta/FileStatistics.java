package dev.pawl.connectors.delta;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** What a commit tells about the values in a file, taken from what the Parquet library counted while it wrote. */
final class FileStatistics {
    /** Longer texts are cut, as Spark does it. */
    private static final int TEXT_CHARACTERS_MAX = 32;

    private static final String LAST_CHARACTER = new String(Character.toChars(Character.MAX_CODE_POINT));

    private FileStatistics() {}

    static DataFileStatistics of(ParquetMetadata footer, long rows, StructType physicalSchema) {
        Map<String, Statistics<?>> merged = new LinkedHashMap<>();
        Map<String, String[]> paths = new HashMap<>();
        for (BlockMetaData group : footer.getBlocks()) {
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                String path = chunk.getPath().toDotString();
                paths.put(path, chunk.getPath().toArray());
                Statistics<?> known = merged.get(path);
                if (known == null) {
                    merged.put(path, chunk.getStatistics().copy());
                } else {
                    known.mergeStatistics(chunk.getStatistics());
                }
            }
        }
        Map<Column, Literal> min = new HashMap<>();
        Map<Column, Literal> max = new HashMap<>();
        Map<Column, Long> nulls = new HashMap<>();
        merged.forEach((path, statistics) -> {
            String[] names = paths.getOrDefault(path, new String[0]);
            DataType type = typeOf(physicalSchema, names);
            if (type == null) {
                return;
            }
            Column column = new Column(names);
            if (statistics.isNumNullsSet()) {
                nulls.put(column, statistics.getNumNulls());
            }
            if (statistics.hasNonNullValue()) {
                Literal least = literal(type, statistics.genericGetMin(), false);
                Literal greatest = literal(type, statistics.genericGetMax(), true);
                if (least != null && greatest != null) {
                    min.put(column, least);
                    max.put(column, greatest);
                }
            }
        });
        return new DataFileStatistics(rows, min, max, nulls, Optional.empty());
    }

    /** The type of a column or of a field of a struct; null for what is inside arrays and maps. */
    private static @Nullable DataType typeOf(StructType schema, String[] path) {
        DataType type = schema;
        for (String name : path) {
            if (!(type instanceof StructType struct) || struct.indexOf(name) < 0) {
                return null;
            }
            type = struct.get(name).getDataType();
        }
        return type;
    }

    private static @Nullable Literal literal(DataType type, Object value, boolean isMax) {
        if (type instanceof ByteType) {
            return Literal.ofByte(((Integer) value).byteValue());
        }
        if (type instanceof ShortType) {
            return Literal.ofShort(((Integer) value).shortValue());
        }
        if (type instanceof IntegerType) {
            return Literal.ofInt((Integer) value);
        }
        if (type instanceof DateType) {
            return Literal.ofDate((Integer) value);
        }
        if (type instanceof LongType) {
            return Literal.ofLong((Long) value);
        }
        if (type instanceof TimestampType) {
            return Literal.ofTimestamp((Long) value);
        }
        if (type instanceof TimestampNTZType) {
            return Literal.ofTimestampNtz((Long) value);
        }
        if (type instanceof FloatType) {
            return Float.isFinite((Float) value) ? Literal.ofFloat((Float) value) : null;
        }
        if (type instanceof DoubleType) {
            return Double.isFinite((Double) value) ? Literal.ofDouble((Double) value) : null;
        }
        if (type instanceof StringType) {
            return Literal.ofString(cut(((Binary) value).toStringUsingUTF8(), isMax));
        }
        if (type instanceof DecimalType decimal) {
            BigDecimal number = new BigDecimal(unscaled(value), decimal.getScale());
            return Literal.ofDecimal(number, decimal.getPrecision(), decimal.getScale());
        }
        return null;
    }

    private static BigInteger unscaled(Object value) {
        return value instanceof Binary binary
                ? new BigInteger(binary.getBytes())
                : BigInteger.valueOf(((Number) value).longValue());
    }

    /** A greatest value that is cut must still be greater than what was cut. */
    private static String cut(String text, boolean isMax) {
        if (text.codePointCount(0, text.length()) <= TEXT_CHARACTERS_MAX) {
            return text;
        }
        String start = text.substring(0, text.offsetByCodePoints(0, TEXT_CHARACTERS_MAX));
        return isMax ? start + LAST_CHARACTER : start;
    }
}
