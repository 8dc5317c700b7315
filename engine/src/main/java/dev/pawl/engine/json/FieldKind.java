package dev.pawl.engine.json;

import java.util.Optional;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** The types that are decoded here. */
enum FieldKind {
    STRING,
    LONG,
    INT,
    SHORT,
    BYTE,
    DOUBLE,
    BOOLEAN,
    DECIMAL,
    DATE,
    TIMESTAMP,
    OBJECT;

    /** Whether a value that is not of this kind leaves the other fields of its record as they are, under every configuration of Spark. */
    boolean isForgiving() {
        return this != DATE && this != TIMESTAMP && this != OBJECT;
    }

    static Optional<FieldKind> of(DataType type) {
        if (type.equals(DataTypes.StringType)) {
            return Optional.of(STRING);
        }
        if (type instanceof LongType) {
            return Optional.of(LONG);
        }
        if (type instanceof IntegerType) {
            return Optional.of(INT);
        }
        if (type instanceof ShortType) {
            return Optional.of(SHORT);
        }
        if (type instanceof ByteType) {
            return Optional.of(BYTE);
        }
        if (type instanceof DoubleType) {
            return Optional.of(DOUBLE);
        }
        if (type instanceof BooleanType) {
            return Optional.of(BOOLEAN);
        }
        if (type instanceof DecimalType) {
            return Optional.of(DECIMAL);
        }
        if (type instanceof DateType) {
            return Optional.of(DATE);
        }
        if (type instanceof TimestampType) {
            return Optional.of(TIMESTAMP);
        }
        return type instanceof StructType ? Optional.of(OBJECT) : Optional.empty();
    }
}
