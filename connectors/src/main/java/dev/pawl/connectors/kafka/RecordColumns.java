package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Which columns of a query become which parts of a record. The rules and their messages are Spark's. */
final class RecordColumns {
    private static final int ABSENT = -1;

    private final String owner;
    private final @Nullable String fixedTopic;
    private final int topic;
    private final int key;
    private final boolean isTextKey;
    private final int value;
    private final boolean isTextValue;
    private final int headers;
    private final int partition;

    /** The topic of the last row: rows of one topic follow each other. */
    private @Nullable UTF8String lastTopic;

    private String lastTopicName = "";

    private RecordColumns(StructType columns, Optional<String> fixedTopic, String owner) {
        this.owner = owner;
        this.fixedTopic = fixedTopic.orElse(null);
        this.topic = fixedTopic.isPresent() ? ABSENT : find(columns, "topic", DataTypes.StringType);
        this.key = find(columns, "key", DataTypes.StringType, DataTypes.BinaryType);
        this.isTextKey = isText(columns, key);
        this.value = find(columns, "value", DataTypes.StringType, DataTypes.BinaryType);
        this.isTextValue = isText(columns, value);
        this.headers = find(columns, "headers", KafkaColumns.HEADERS.type());
        this.partition = find(columns, "partition", DataTypes.IntegerType);
    }

    static RecordColumns of(StructType columns, Optional<String> fixedTopic, String owner) {
        RecordColumns found = new RecordColumns(columns, fixedTopic, owner);
        if (found.topic == ABSENT && fixedTopic.isEmpty()) {
            throw found.mismatch(
                    "topic option required when no 'topic' attribute is present. Use the topic option for setting a topic");
        }
        if (found.value == ABSENT) {
            throw found.mismatch("Required attribute 'value' not found");
        }
        return found;
    }

    /** A view for another thread. */
    RecordColumns(RecordColumns other) {
        this.owner = other.owner;
        this.fixedTopic = other.fixedTopic;
        this.topic = other.topic;
        this.key = other.key;
        this.isTextKey = other.isTextKey;
        this.value = other.value;
        this.isTextValue = other.isTextValue;
        this.headers = other.headers;
        this.partition = other.partition;
    }

    private int find(StructType columns, String name, DataType... wanted) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.apply(i).name().equals(name)) {
                DataType type = columns.apply(i).dataType();
                if (Stream.of(wanted).noneMatch(one -> DataType.equalsIgnoreNullability(one, type))) {
                    throw mismatch(name + " attribute unsupported type " + type.catalogString() + ". " + name
                            + " must be a(n) "
                            + Stream.of(wanted).map(DataType::catalogString).collect(Collectors.joining(" or ")));
                }
                return i;
            }
        }
        return ABSENT;
    }

    private static boolean isText(StructType columns, int column) {
        return column != ABSENT && columns.apply(column).dataType().equals(DataTypes.StringType);
    }

    private PawlException mismatch(String what) {
        return new PawlException(ErrorCode.SINK_SCHEMA_MISMATCH, "The query does not fit " + owner + ": " + what + ".");
    }

    ProducerRecord<byte[], byte[]> record(InternalRow row) {
        return new ProducerRecord<>(
                topic(row),
                partition == ABSENT || row.isNullAt(partition) ? null : row.getInt(partition),
                null,
                bytes(row, key, isTextKey),
                bytes(row, value, isTextValue),
                headers(row));
    }

    /** Refuses a row of which no record can be made. */
    void check(InternalRow row) {
        topic(row);
    }

    private String topic(InternalRow row) {
        if (fixedTopic != null) {
            return fixedTopic;
        }
        if (row.isNullAt(topic)) {
            throw new PawlException(
                    ErrorCode.KAFKA_NULL_TOPIC_IN_DATA,
                    "The Kafka message data sent to the producer of " + owner + " contains a null topic.");
        }
        UTF8String name = row.getUTF8String(topic);
        if (!name.equals(lastTopic)) {
            lastTopic = name.copy();
            lastTopicName = name.toString();
        }
        return lastTopicName;
    }

    private static byte @Nullable [] bytes(InternalRow row, int column, boolean isText) {
        if (column == ABSENT || row.isNullAt(column)) {
            return null;
        }
        return isText ? row.getUTF8String(column).getBytes() : row.getBinary(column);
    }

    private @Nullable List<Header> headers(InternalRow row) {
        if (headers == ABSENT || row.isNullAt(headers)) {
            return null;
        }
        ArrayData array = row.getArray(headers);
        List<Header> all = new ArrayList<>(array.numElements());
        for (int i = 0; i < array.numElements(); i++) {
            InternalRow header = array.getStruct(i, 2);
            if (header.isNullAt(0)) {
                throw new IllegalArgumentException("a header has no key");
            }
            all.add(new RecordHeader(
                    header.getUTF8String(0).toString(), header.isNullAt(1) ? null : header.getBinary(1)));
        }
        return all;
    }
}
