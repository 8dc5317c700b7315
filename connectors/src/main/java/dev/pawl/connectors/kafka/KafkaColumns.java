package dev.pawl.connectors.kafka;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a Kafka table: those of Spark. */
enum KafkaColumns {
    KEY("key", DataTypes.BinaryType),
    VALUE("value", DataTypes.BinaryType),
    TOPIC("topic", DataTypes.StringType),
    PARTITION("partition", DataTypes.IntegerType),
    OFFSET("offset", DataTypes.LongType),
    TIMESTAMP("timestamp", DataTypes.TimestampType),
    TIMESTAMP_TYPE("timestampType", DataTypes.IntegerType),
    HEADERS(
            "headers",
            DataTypes.createArrayType(
                    new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType)));

    private final String columnName;

    /** Spark's types are immutable, but do not say so. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final DataType type;

    KafkaColumns(String columnName, DataType type) {
        this.columnName = columnName;
        this.type = type;
    }

    String columnName() {
        return columnName;
    }

    DataType type() {
        return type;
    }

    static StructType withHeaders() {
        StructType columns = new StructType();
        for (KafkaColumns column : values()) {
            columns = columns.add(column.columnName, column.type);
        }
        return columns;
    }

    static StructType withoutHeaders() {
        StructType columns = new StructType();
        for (KafkaColumns column : values()) {
            columns = column == HEADERS ? columns : columns.add(column.columnName, column.type);
        }
        return columns;
    }

    /** The columns to deliver, by their place in the row. */
    static KafkaColumns[] of(StructType required) {
        KafkaColumns[] columns = new KafkaColumns[required.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = named(required.apply(i).name());
        }
        return columns;
    }

    private static KafkaColumns named(String name) {
        for (KafkaColumns column : values()) {
            if (column.columnName.equals(name)) {
                return column;
            }
        }
        throw new IllegalStateException("a Kafka table has no column " + name);
    }
}
