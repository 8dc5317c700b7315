package dev.pawl.engine.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.state.PartitionSize;
import dev.pawl.engine.state.StateMetrics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.TreeMap;

/** Progress as Spark writes it: {@code {"id":"…","runId":"…","name":null,"timestamp":"2026-01-01T00:00:00.000Z",…}}. */
final class ProgressJson {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ProgressJson() {}

    static String format(QueryProgress progress) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", progress.id());
        json.put("runId", progress.runId());
        json.put("name", progress.name().orElse(null));
        json.put("timestamp", TIMESTAMP.format(progress.timestamp()));
        json.put("batchId", progress.batchId());
        json.put("batchDuration", progress.batchDurationMs());
        putRows(json, progress, progress.numInputRows());
        ObjectNode durations = json.putObject("durationMs");
        new TreeMap<>(progress.durationMs()).forEach(durations::put);
        putEventTime(json, progress);
        ArrayNode operators = json.putArray("stateOperators");
        progress.stateOperators().forEach(operator -> put(operators.addObject(), operator));
        var sources = json.putArray("sources");
        for (SourceProgress source : progress.sources()) {
            ObjectNode each = sources.addObject();
            each.put("description", source.description());
            each.set("startOffset", offset(source.startOffset()));
            each.set("endOffset", offset(source.endOffset()));
            each.set("latestOffset", offset(source.latestOffset()));
            putRows(each, progress, source.numInputRows());
            if (!source.metrics().isEmpty()) {
                ObjectNode metrics = each.putObject("metrics");
                new TreeMap<>(source.metrics()).forEach(metrics::put);
            }
        }
        ObjectNode sink = json.putObject("sink");
        sink.put("description", progress.sinkDescription());
        sink.put("numOutputRows", progress.numOutputRows());
        // Not Spark's, so its name says whose.
        progress.badRecords().ifPresent(bad -> json.put("pawlBadRecords", bad));
        progress.stateGrowth().ifPresent(growth -> put(json.putObject("pawlState"), growth));
        return json.toString();
    }

    private static void put(ObjectNode json, StateGrowth growth) {
        json.put("rows", growth.size().rows());
        json.put("bytes", growth.size().bytes());
        json.put("rowsPerHour", growth.rowsPerHour());
        json.put("bytesPerHour", growth.bytesPerHour());
        json.put("memoryUsedBytes", growth.size().memoryBytes());
        json.put("memoryMaxBytes", growth.size().memoryBytesMax());
        json.put("memoryFullAt", growth.memoryFullAt().map(TIMESTAMP::format).orElse(null));
    }

    private static void put(ObjectNode json, OperatorProgress operator) {
        StateMetrics state = operator.state();
        json.put("operatorName", state.operatorName());
        json.put("numRowsTotal", state.numRowsTotal());
        json.put("numRowsUpdated", operator.counts().updated());
        json.put("allUpdatesTimeMs", operator.workMs());
        json.put("numRowsRemoved", operator.counts().removed());
        // Rows are removed while others are given out: the time is part of that above.
        json.put("allRemovalsTimeMs", 0);
        json.put("commitTimeMs", state.commitTimeMs());
        json.put("memoryUsedBytes", state.memoryUsedBytes());
        json.put("numRowsDroppedByWatermark", operator.counts().late());
        json.put("numShufflePartitions", state.numShufflePartitions());
        json.put("numStateStoreInstances", state.numStateStoreInstances());
        ObjectNode custom = json.putObject("customMetrics");
        new TreeMap<>(state.customMetrics()).forEach(custom::put);
        json.put("pawlSkew", rounded(state.skew()));
        ArrayNode heaviest = json.putArray("pawlHeaviestPartitions");
        for (PartitionSize size : state.heaviest()) {
            heaviest.addObject()
                    .put("partition", size.partition())
                    .put("rows", size.rows())
                    .put("bytes", size.bytes());
        }
    }

    private static void putRows(ObjectNode json, QueryProgress progress, long rows) {
        json.put("numInputRows", rows);
        json.put("inputRowsPerSecond", rounded(progress.inputRowsPerSecond(rows)));
        json.put("processedRowsPerSecond", rounded(progress.processedRowsPerSecond(rows)));
    }

    private static double rounded(double number) {
        return BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP).doubleValue();
    }

    private static void putEventTime(ObjectNode json, QueryProgress progress) {
        if (progress.watermarkMs().isEmpty()) {
            return;
        }
        ObjectNode times = json.putObject("eventTime");
        if (progress.eventTimes().count() > 0) {
            times.put("avg", timestamp(progress.eventTimes().average()));
            times.put("max", timestamp(progress.eventTimes().max()));
            times.put("min", timestamp(progress.eventTimes().min()));
        }
        times.put("watermark", timestamp(progress.watermarkMs().get()));
    }

    private static String timestamp(long millis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(millis));
    }

    private static JsonNode offset(Optional<SourceOffset> offset) {
        return offset.map(SourceOffset::json).orElse(NullNode.getInstance());
    }
}
