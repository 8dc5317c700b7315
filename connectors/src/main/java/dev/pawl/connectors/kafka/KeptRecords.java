package dev.pawl.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Records outside of Kafka: the value is the content, and of the rest the origin tells everything, bytes in base64:
 * <pre>{"topic":"orders","partition":3,"offset":17,"timestampMs":1767225600000,"timestampType":0,"key":"azE=",
 * "headers":[{"key":"trace","value":"…"}]}</pre>
 */
final class KeptRecords {
    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String TIMESTAMP = "timestampMs";
    private static final String TIMESTAMP_TYPE = "timestampType";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String HEADERS = "headers";

    private KeptRecords() {}

    static RawRecord of(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode origin = JsonNodeFactory.instance.objectNode();
        origin.put(TOPIC, record.topic());
        origin.put(PARTITION, record.partition());
        origin.put(OFFSET, record.offset());
        origin.put(TIMESTAMP, record.timestamp());
        origin.put(TIMESTAMP_TYPE, record.timestampType().id);
        if (record.key() != null) {
            origin.put(KEY, record.key());
        }
        ArrayNode headers = origin.putArray(HEADERS);
        for (Header header : record.headers()) {
            ObjectNode each = headers.addObject().put(KEY, header.key());
            if (header.value() != null) {
                each.put(VALUE, header.value());
            }
        }
        return RawRecord.of(record.value(), origin);
    }

    static RawDecoder decoder(StructType required) {
        KafkaColumns[] columns = KafkaColumns.of(required);
        return record -> new One(columns, record(record));
    }

    private static ConsumerRecord<byte[], byte[]> record(RawRecord kept) throws IOException {
        ObjectNode origin = kept.origin();
        Headers headers = new RecordHeaders();
        for (JsonNode header : origin.required(HEADERS)) {
            headers.add(header.required(KEY).textValue(), bytes(header, VALUE));
        }
        int type = origin.required(TIMESTAMP_TYPE).intValue();
        TimestampType timestampType = type == TimestampType.LOG_APPEND_TIME.id
                ? TimestampType.LOG_APPEND_TIME
                : type == TimestampType.CREATE_TIME.id ? TimestampType.CREATE_TIME : TimestampType.NO_TIMESTAMP_TYPE;
        return new ConsumerRecord<>(
                origin.required(TOPIC).textValue(),
                origin.required(PARTITION).intValue(),
                origin.required(OFFSET).longValue(),
                origin.required(TIMESTAMP).longValue(),
                timestampType,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                bytes(origin, KEY),
                kept.content().orElse(null),
                headers,
                Optional.empty());
    }

    private static byte @Nullable [] bytes(JsonNode object, String field) throws IOException {
        JsonNode value = object.get(field);
        return value == null ? null : value.binaryValue();
    }

    private static final class One implements RowReader {
        private final RecordRow row;
        private boolean isRead;

        One(KafkaColumns[] columns, ConsumerRecord<byte[], byte[]> record) {
            this.row = new RecordRow(columns, record.topic());
            row.show(record);
        }

        @Override
        public boolean next() {
            boolean isFirst = !isRead;
            isRead = true;
            return isFirst;
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public void close() {}
    }
}
