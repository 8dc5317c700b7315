package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a batch is done, {@code commits/<N>}:
 * <pre>
 * v2
 * {"nextBatchWatermarkMs":0,"stateUniqueIds":{"0":[["e02a8dd8-…"],["12b1ada6-…"]]}}
 * </pre>
 *
 * @param version 1, or 2 where every state file carries a unique id in its name
 * @param nextBatchWatermarkMs the watermark of the next batch, milliseconds since the epoch
 * @param stateUniqueIds operator, then partition, then store: the ids of the state files after this batch; empty in version 1
 */
public record CommitEntry(
        long batchId,
        int version,
        long nextBatchWatermarkMs,
        Map<Long, List<List<String>>> stateUniqueIds,
        UnknownFields unknownFields) {
    static final int VERSION_OLDEST = 1;
    static final int VERSION_NEWEST = 2;

    private static final String NEXT_BATCH_WATERMARK_MS = "nextBatchWatermarkMs";
    private static final String STATE_UNIQUE_IDS = "stateUniqueIds";

    /** Ids become parts of file names. */
    private static final Pattern UNIQUE_ID = Pattern.compile("[0-9A-Za-z-]+");

    public CommitEntry {
        if (batchId < 0 || version < VERSION_OLDEST || version > VERSION_NEWEST) {
            throw new IllegalArgumentException("no commit log entry of batch " + batchId + ", version " + version);
        }
        Map<Long, List<List<String>>> copy = new LinkedHashMap<>();
        stateUniqueIds.forEach((operator, partitions) -> {
            partitions.stream().flatMap(List::stream).forEach(CommitEntry::checkUniqueId);
            copy.put(operator, partitions.stream().map(List::copyOf).toList());
        });
        stateUniqueIds = Collections.unmodifiableMap(copy);
    }

    private static void checkUniqueId(String id) {
        if (!UNIQUE_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "a unique id is made of letters, digits and hyphens, was \"" + id + "\"");
        }
    }

    public static CommitEntry v1(long batchId, long nextBatchWatermarkMs) {
        return new CommitEntry(batchId, 1, nextBatchWatermarkMs, Map.of(), UnknownFields.NONE);
    }

    public static CommitEntry v2(
            long batchId, long nextBatchWatermarkMs, Map<Long, List<List<String>>> stateUniqueIds) {
        return new CommitEntry(batchId, 2, nextBatchWatermarkMs, stateUniqueIds, UnknownFields.NONE);
    }

    static CommitEntry parse(long batchId, LogLines lines) {
        int version = lines.version(VERSION_NEWEST);
        @Nullable String line = lines.next();
        try {
            CommitEntry entry = parse(batchId, version, line == null ? Json.object() : Json.parseObject(line));
            lines.expectEnd();
            return entry;
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        }
    }

    private static CommitEntry parse(long batchId, int version, ObjectNode object) throws JsonProblem {
        Map<Long, List<List<String>>> ids = new LinkedHashMap<>();
        if (object.hasNonNull(STATE_UNIQUE_IDS)) {
            if (!(object.get(STATE_UNIQUE_IDS) instanceof ObjectNode operators)) {
                throw new JsonProblem("expected a JSON object in field \"" + STATE_UNIQUE_IDS + "\"");
            }
            for (Map.Entry<String, JsonNode> operator : operators.properties()) {
                long id = LogDirectory.batchId(operator.getKey())
                        .orElseThrow(() -> new JsonProblem(
                                "expected the number of an operator, found " + LogLines.excerpt(operator.getKey())));
                ids.put(id, partitions(operator.getValue()));
            }
        }
        return new CommitEntry(
                batchId,
                version,
                Json.number(object, NEXT_BATCH_WATERMARK_MS, 0),
                ids,
                UnknownFields.of(object, List.of(NEXT_BATCH_WATERMARK_MS, STATE_UNIQUE_IDS)));
    }

    private static List<List<String>> partitions(JsonNode json) throws JsonProblem {
        List<List<String>> partitions = new ArrayList<>();
        for (JsonNode stores : elements(json)) {
            List<String> ids = new ArrayList<>();
            for (JsonNode id : elements(stores)) {
                if (!id.isTextual() || !UNIQUE_ID.matcher(id.textValue()).matches()) {
                    throw new JsonProblem(
                            "expected the unique id of a store, found " + LogLines.excerpt(Json.format(id)));
                }
                ids.add(id.textValue());
            }
            partitions.add(ids);
        }
        return partitions;
    }

    private static ArrayNode elements(JsonNode json) throws JsonProblem {
        if (json instanceof ArrayNode array) {
            return array;
        }
        throw new JsonProblem("expected an array of unique ids, found " + json.getNodeType());
    }

    String format() {
        ObjectNode object = Json.object().put(NEXT_BATCH_WATERMARK_MS, nextBatchWatermarkMs);
        if (version > 1 || !stateUniqueIds.isEmpty()) {
            ObjectNode operators = object.putObject(STATE_UNIQUE_IDS);
            stateUniqueIds.forEach((operator, partitions) -> {
                ArrayNode array = operators.putArray(Long.toString(operator));
                partitions.forEach(stores -> stores.forEach(array.addArray()::add));
            });
        }
        unknownFields.addTo(object);
        return "v" + version + "\n" + Json.format(object);
    }
}
