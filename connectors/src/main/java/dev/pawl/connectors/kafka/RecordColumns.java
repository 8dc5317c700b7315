package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
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
    private final long bytesMax;

    /** The topic of the last row: rows of one topic follow each other. */
    private @Nullable UTF8String lastTopic;

    private String lastTopicName = "";

    private RecordColumns(StructType columns, Optional<String> fixedTopic, String owner, long bytesMax) {
        this.owner = owner;
        this.bytesMax = bytesMax;
        this.fixedTopic = fixedTopic.orElse(null);
        this.topic = fixedTopic.isPresent() ? ABSENT : find(columns, "topic", DataTypes.StringType);
        this.key = find(columns, "key", DataTypes.StringType, DataTypes.BinaryType);
        this.isTextKey = isText(columns, key);
        this.value = find(columns, "value", DataTypes.StringType, DataTypes.BinaryType);
        this.isTextValue = isText(columns, value);
        this.headers = find(columns, "headers", KafkaColumns.HEADERS.type());
        this.partition = find(columns, "partition", DataTypes.IntegerType);
    }

    /** @param bytesMax what the producer takes */
    static RecordColumns of(StructType columns, Optional<String> fixedTopic, String owner, long bytesMax) {
        RecordColumns found = new RecordColumns(columns, fixedTopic, owner, bytesMax);
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
        this.bytesMax = other.bytesMax;
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

    /** Refuses a row of which no record can be made, or one that the producer would refuse without saying whose it is. */
    ProducerRecord<byte[], byte[]> record(InternalRow row) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic(row),
                partition(row),
                null,
                bytes(row, key, isTextKey),
                bytes(row, value, isTextValue),
                headers(row));
        int bytes = AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                CompressionType.NONE,
                record.key(),
                record.value(),
                record.headers().toArray());
        if (bytes > bytesMax) {
            throw refused("it has " + bytes + " bytes with what Kafka adds, and the producer takes " + bytesMax
                    + " (kafka.max.request.size, kafka.buffer.memory)");
        }
        return record;
    }

    private PawlException refused(String why) {
        return new PawlException(
                ErrorCode.KAFKA_ROW_REFUSED, "A row for " + owner + " cannot be a record of Kafka: " + why + ".");
    }

    private @Nullable Integer partition(InternalRow row) {
        if (partition == ABSENT || row.isNullAt(partition)) {
            return null;
        }
        int number = row.getInt(partition);
        if (number < 0) {
            throw refused("its partition is " + number);
        }
        return number;
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
            String text = name.toString();
            try {
                Topic.validate(text);
            } catch (InvalidTopicException e) {
                throw refused("its topic is \"" + text + "\", which is no name of one");
            }
            lastTopic = name.copy();
            lastTopicName = text;
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
                throw refused("a header of it has no key");
            }
            all.add(new RecordHeader(
                    header.getUTF8String(0).toString(), header.isNullAt(1) ? null : header.getBinary(1)));
        }
        return all;
    }
}
