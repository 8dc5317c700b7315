package dev.pawl.engine.deadletter;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.RawRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/**
 * One record that a query could not take, and why. A line of a file of dead letters, or the value of a record of their topic:
 * <pre>{"time":"2026-01-01T00:00:00Z","queryName":"sales","queryId":"…","batchId":7,"source":"orders","branch":0,
 * "position":"orders-3, offset 17","errorClass":"DIVIDE_BY_ZERO","errorMessage":"…","kind":"record","raw":"…","origin":{…}}</pre>
 * Where the bytes are no text in UTF-8, {@code rawBase64} has them instead of {@code raw}.
 *
 * @param time of the batch
 * @param source the name of the table in the pipeline
 * @param branch which way through the query it went, counted from 0: a query with UNION has several
 * @param position for people
 * @param errorClass Spark's condition where it has one
 */
public record DeadLetter(
        Instant time,
        String queryName,
        String queryId,
        long batchId,
        String source,
        int branch,
        String position,
        String errorClass,
        String errorMessage,
        RawRecord raw) {
    private static final String RAW = "raw";
    private static final String RAW_BASE64 = "rawBase64";

    /** A record may be as long as an array. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /** In one line, without its end. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("time", time.toString());
        json.put("queryName", queryName);
        json.put("queryId", queryId);
        json.put("batchId", batchId);
        json.put("source", source);
        json.put("branch", branch);
        json.put("position", position);
        json.put("errorClass", errorClass);
        json.put("errorMessage", errorMessage);
        json.put("kind", raw.kind().name().toLowerCase(Locale.ROOT));
        raw.content().ifPresent(bytes -> putBytes(json, bytes));
        json.set("origin", raw.origin());
        return json.toString();
    }

    private static void putBytes(ObjectNode json, byte[] bytes) {
        try {
            json.put(
                    RAW,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.put(RAW_BASE64, Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** @param where the line is, for the message about one that is no dead letter */
    public static DeadLetter parse(String line, String where) {
        try {
            JsonNode json = MAPPER.readTree(line);
            return new DeadLetter(
                    Instant.parse(text(json, "time")),
                    text(json, "queryName"),
                    text(json, "queryId"),
                    json.required("batchId").longValue(),
                    text(json, "source"),
                    json.required("branch").intValue(),
                    text(json, "position"),
                    text(json, "errorClass"),
                    text(json, "errorMessage"),
                    raw(json));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new PawlException(
                    ErrorCode.DEAD_LETTER_CORRUPT, where + " is no dead letter: " + e.getMessage() + ".", e);
        }
    }

    private static RawRecord raw(JsonNode json) {
        RawRecord.Kind kind = RawRecord.Kind.valueOf(text(json, "kind").toUpperCase(Locale.ROOT));
        byte[] content = null;
        if (json.has(RAW)) {
            content = text(json, RAW).getBytes(StandardCharsets.UTF_8);
        } else if (json.has(RAW_BASE64)) {
            content = Base64.getDecoder().decode(text(json, RAW_BASE64));
        }
        if (kind == RawRecord.Kind.ROW) {
            return RawRecord.ofRow(text(json, RAW));
        }
        if (!(json.required("origin") instanceof ObjectNode origin)) {
            throw new IllegalArgumentException("its origin is no object");
        }
        return RawRecord.of(content, origin);
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.required(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("its field " + field + " is no text");
        }
        return value.textValue();
    }
}
