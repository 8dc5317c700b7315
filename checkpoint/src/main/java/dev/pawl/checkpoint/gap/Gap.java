package dev.pawl.checkpoint.gap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Rows that a query went on without, as one line of JSON:
 *
 * <pre>{"source":"0","part":"orders-3","from":100,"to":250,"batchId":7,"when":"2026-01-01T10:00:00Z","why":"…"}</pre>
 *
 * @param source its number in the query
 * @param part which part of the source: for Kafka {@code orders-3}, for a table where it is
 * @param when when the query noticed
 * @param why a sentence
 * @param batchId the batch that went on without them, where the source knows it
 */
public record Gap(String source, String part, GapRange range, Instant when, String why, OptionalLong batchId) {
    private static final String SOURCE = "source";
    private static final String PART = "part";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String WHEN = "when";
    private static final String WHY = "why";
    private static final String BATCH = "batchId";
    private static final Set<String> FIELDS = Set.of(SOURCE, PART, FROM, TO, WHEN, WHY, BATCH);

    private static final int CHARS_MAX = 4000;

    public Gap {
        requireText(SOURCE, source);
        requireText(PART, part);
        requireText(WHY, why);
        if (batchId.isPresent() && batchId.getAsLong() < 0) {
            throw new IllegalArgumentException("expected the id of a batch, found " + batchId.getAsLong());
        }
    }

    private static void requireText(String field, String text) {
        if (text.isEmpty() || text.length() > CHARS_MAX) {
            throw new IllegalArgumentException(
                    "expected 1 to " + CHARS_MAX + " characters in \"" + field + "\", found " + text.length());
        }
    }

    static Gap parse(String line) throws JsonProblem {
        ObjectNode object = Json.parseObject(line);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new JsonProblem(
                        "expected no field but " + FIELDS.stream().sorted().toList());
            }
        }
        JsonNode from = object.get(FROM);
        if (from == null) {
            throw new JsonProblem("expected field \"" + FROM + "\"");
        }
        try {
            return new Gap(
                    Json.text(object, SOURCE),
                    Json.text(object, PART),
                    new GapRange(
                            asLong(from), Optional.ofNullable(object.get(TO)).map(Gap::asLong)),
                    Instant.parse(Json.text(object, WHEN)),
                    Json.text(object, WHY),
                    object.has(BATCH) ? OptionalLong.of(Json.number(object, BATCH)) : OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            throw new JsonProblem(String.valueOf(e.getMessage()));
        } catch (DateTimeException e) {
            throw new JsonProblem("expected a time such as 2026-01-01T10:00:00Z in field \"" + WHEN + "\"");
        }
    }

    /** Small numbers are of another class when they are parsed, and would not be equal. */
    private static JsonNode asLong(JsonNode position) {
        return position.isIntegralNumber() && position.canConvertToLong()
                ? LongNode.valueOf(position.longValue())
                : position;
    }

    String format() {
        ObjectNode object = Json.object().put(SOURCE, source).put(PART, part);
        object.set(FROM, range.from());
        range.to().ifPresent(to -> object.set(TO, to));
        batchId.ifPresent(id -> object.put(BATCH, id));
        return Json.format(object.put(WHEN, when.toString()).put(WHY, why));
    }

    /** Whether both tell of the same loss: what a batch that is run again finds takes the place of what it found before. */
    boolean isAgain(Gap other) {
        return source.equals(other.source)
                && part.equals(other.part)
                && range.from().equals(other.range.from())
                && batchId.equals(other.batchId);
    }
}
