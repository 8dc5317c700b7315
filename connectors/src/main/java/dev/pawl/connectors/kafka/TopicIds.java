package dev.pawl.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Of which topics the offsets of a checkpoint speak: Kafka gives each topic an id, and one that is deleted and made again has
 * another, whatever its name and its offsets. Kept in {@code pawl/kafka-topics-<source>.json}:
 *
 * <pre>{"orders":{"id":"Ct-xZnS3Q4eV0VWT9cTFnQ","since":7}}</pre>
 */
final class TopicIds {
    private static final String ID = "id";
    private static final String SINCE = "since";

    /** Of a topic whose offsets the checkpoint had from the start. */
    static final long ALWAYS = -1;

    private final Storage checkpoint;
    private final String path;
    private Map<String, Known> known;

    /**
     * A topic as the offsets know it.
     *
     * @param since the first batch that reads this topic, from its beginning: offsets that earlier batches end at are of one
     *     that had the same name
     */
    record Known(String id, long since) {}

    private TopicIds(Storage checkpoint, String path, Map<String, Known> known) {
        this.checkpoint = checkpoint;
        this.path = path;
        this.known = known;
    }

    static TopicIds read(Storage checkpoint, String sourceId) {
        String path = "pawl/kafka-topics-" + sourceId + ".json";
        try {
            byte[] bytes = SmallFile.read(checkpoint, path);
            return new TopicIds(checkpoint, path, parse(bytes));
        } catch (NoSuchFileException e) {
            return new TopicIds(checkpoint, path, new TreeMap<>());
        } catch (IOException e) {
            throw unavailable("read", checkpoint, path, e);
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.KAFKA_TOPIC_IDS_CORRUPT,
                    "File " + path + " below " + checkpoint.root() + " is damaged: " + e.reason() + ".");
        }
    }

    private static Map<String, Known> parse(byte[] bytes) throws JsonProblem {
        Map<String, Known> topics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> topic : Json.parseObject(bytes).properties()) {
            topics.put(
                    topic.getKey(),
                    new Known(Json.text(topic.getValue(), ID), Json.number(topic.getValue(), SINCE, ALWAYS)));
        }
        return topics;
    }

    Optional<Known> find(String topic) {
        return Optional.ofNullable(known.get(topic));
    }

    /** From which batch on the offsets of a topic are of the one that is there now. */
    long since(String topic) {
        Known found = known.get(topic);
        return found == null ? ALWAYS : found.since();
    }

    /** Remembers these topics too, or in place of others of their names, before any offset speaks of them. */
    void put(Map<String, Known> changed) {
        if (!changed.isEmpty()) {
            Map<String, Known> all = new TreeMap<>(known);
            all.putAll(changed);
            replace(all);
        }
    }

    /** Forgets everything a start may have left that did not come to its first offset. */
    void begin(Map<String, Known> first) {
        replace(new TreeMap<>(first));
    }

    private void replace(Map<String, Known> all) {
        ObjectNode object = Json.object();
        all.forEach((topic, one) -> {
            ObjectNode fields = Json.object().put(ID, one.id());
            object.set(topic, one.since() == ALWAYS ? fields : fields.put(SINCE, one.since()));
        });
        try {
            checkpoint.replace(path, Content.of(Json.format(object)));
        } catch (IOException e) {
            throw unavailable("write", checkpoint, path, e);
        }
        known = all;
    }

    private static PawlException unavailable(String action, Storage checkpoint, String path, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot " + action + " file " + path + " below " + checkpoint.root() + ": " + cause.getMessage() + ".",
                cause);
    }
}
