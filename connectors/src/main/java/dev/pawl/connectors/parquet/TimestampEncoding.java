package dev.pawl.connectors.parquet;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** How files have points in time. */
public enum TimestampEncoding {
    /** Nanoseconds of the day and the Julian day: what Spark writes by default. */
    INT96,
    MICROS,
    MILLIS;

    /** By the value of {@code spark.sql.parquet.outputTimestampType}. */
    public static TimestampEncoding ofSparkName(String name) {
        return switch (name) {
            case "TIMESTAMP_MICROS" -> MICROS;
            case "TIMESTAMP_MILLIS" -> MILLIS;
            default -> INT96;
        };
    }

    Type type(Type.Repetition repetition, String name) {
        if (this == INT96) {
            return Types.primitive(PrimitiveTypeName.INT96, repetition).named(name);
        }
        TimeUnit unit = this == MICROS ? TimeUnit.MICROS : TimeUnit.MILLIS;
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(LogicalTypeAnnotation.timestampType(true, unit))
                .named(name);
    }
}
