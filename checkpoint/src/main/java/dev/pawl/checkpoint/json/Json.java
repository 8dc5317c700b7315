package dev.pawl.checkpoint.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses and prints JSON without whitespace; a document is one value, of limited depth and size, without repeated names. */
public final class Json {
    private static final int DEPTH_MAX = 200;

    /** Enough for the offsets of 100,000 Kafka partitions; a tree of so many values takes less than 64 MB. */
    private static final int TOKENS_MAX = 1_000_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxTokenCount(TOKENS_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /** @throws JsonProblem with a reason fit for a message; the caller adds the file */
    public static JsonNode parse(String text) throws JsonProblem {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new JsonProblem("expected JSON, found nothing");
            }
            return node;
        } catch (JacksonException e) {
            throw new JsonProblem(e.getOriginalMessage());
        }
    }

    /** Like {@link #parse}, for a document that must be an object. */
    public static ObjectNode parseObject(String text) throws JsonProblem {
        if (parse(text) instanceof ObjectNode object) {
            return object;
        }
        throw new JsonProblem("expected a JSON object");
    }

    /** The same of bytes, which must be UTF-8. */
    public static ObjectNode parseObject(byte[] bytes) throws JsonProblem {
        try {
            return parseObject(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new JsonProblem("expected UTF-8 text, found other bytes");
        }
    }

    /** A field that must be there as a string. */
    public static String text(JsonNode object, String field) throws JsonProblem {
        JsonNode node = object.get(field);
        if (node == null || !node.isTextual()) {
            throw new JsonProblem("expected a string in field \"" + field + "\"");
        }
        return node.textValue();
    }

    /** A field that must be there as a whole number of 64 bits. */
    public static long number(JsonNode object, String field) throws JsonProblem {
        JsonNode node = object.get(field);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new JsonProblem("expected a whole number in field \"" + field + "\"");
        }
        return node.longValue();
    }

    /** A field that is a whole number of 64 bits, or absent. */
    public static long number(JsonNode object, String field, long ifAbsent) throws JsonProblem {
        return object.has(field) ? number(object, field) : ifAbsent;
    }

    /** A field that must be there as an array. */
    public static ArrayNode array(JsonNode object, String field) throws JsonProblem {
        if (object.get(field) instanceof ArrayNode array) {
            return array;
        }
        throw new JsonProblem("expected an array in field \"" + field + "\"");
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static String format(JsonNode node) {
        return node.toString();
    }
}
