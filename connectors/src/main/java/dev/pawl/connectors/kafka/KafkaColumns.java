package dev.pawl.connectors.kafka;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a Kafka table: those of Spark. */
enum KafkaColumns {
    KEY,
    VALUE,
    TOPIC,
    PARTITION,
    OFFSET,
    TIMESTAMP,
    TIMESTAMP_TYPE,
    HEADERS;

    static final StructType HEADER =
            new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType);

    private static final StructType WITHOUT_HEADERS = new StructType()
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("timestamp", DataTypes.TimestampType)
            .add("timestampType", DataTypes.IntegerType);
    private static final StructType WITH_HEADERS = WITHOUT_HEADERS.add("headers", DataTypes.createArrayType(HEADER));

    static StructType without() {
        return WITHOUT_HEADERS;
    }

    static StructType withHeaders() {
        return WITH_HEADERS;
    }

    /** The columns to deliver, by their place in the row. */
    static KafkaColumns[] of(StructType required) {
        KafkaColumns[] columns = new KafkaColumns[required.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = values()[WITH_HEADERS.fieldIndex(required.apply(i).name())];
        }
        return columns;
    }
}
