package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.List;

/**
 * What a batch was planned with besides the offsets:
 * <pre>{"batchWatermarkMs":0,"batchTimestampMs":1795163195032,"conf":{"spark.sql.shuffle.partitions":"2",…}}</pre>
 *
 * @param batchWatermarkMs the watermark the batch works with, milliseconds since the epoch, 0 until there is one
 * @param batchTimestampMs the current time of the batch, also when it is run again
 */
public record OffsetMetadata(
        long batchWatermarkMs, long batchTimestampMs, RecordedConfs conf, UnknownFields unknownFields) {
    static final String BATCH_WATERMARK_MS = "batchWatermarkMs";
    static final String BATCH_TIMESTAMP_MS = "batchTimestampMs";
    static final String CONF = "conf";

    public static OffsetMetadata of(long batchWatermarkMs, long batchTimestampMs, RecordedConfs conf) {
        return new OffsetMetadata(batchWatermarkMs, batchTimestampMs, conf, UnknownFields.NONE);
    }

    static OffsetMetadata parse(String text) throws JsonProblem {
        ObjectNode object = Json.parseObject(text);
        return new OffsetMetadata(
                Json.number(object, BATCH_WATERMARK_MS, 0),
                Json.number(object, BATCH_TIMESTAMP_MS, 0),
                RecordedConfs.parse(object.has(CONF) ? object.get(CONF) : Json.object()),
                UnknownFields.of(object, List.of(BATCH_WATERMARK_MS, BATCH_TIMESTAMP_MS, CONF)));
    }

    String format() {
        ObjectNode object = Json.object()
                .put(BATCH_WATERMARK_MS, batchWatermarkMs)
                .put(BATCH_TIMESTAMP_MS, batchTimestampMs)
                .set(CONF, conf.toJson());
        unknownFields.addTo(object);
        return Json.format(object);
    }
}
