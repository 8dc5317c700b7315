package dev.pawl.pipeline.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What shall be run, as the first line of what the other process reads:
 * <pre>{"file":"sales.sql","text":"CREATE …","queries":["sales"],"once":true,"restarts":false}</pre>
 *
 * <p>After it come lines that say what has become of the asker: {@link #ALIVE} at least every {@link #SILENCE_MS_MAX} milliseconds,
 * and {@link #STOP} when the batches that run shall be the last. An end without it means that the asker is gone.
 *
 * @param file as the user named it, for messages
 * @param text of the file, variables replaced
 * @param queries names of those to run; all if there are none
 * @param isOnce whether they shall end when they have read what is there, whatever trigger the file says
 * @param restarts whether queries that failed are started again
 */
public record RunRequest(String file, String text, List<String> queries, boolean isOnce, boolean restarts) {
    public static final String ALIVE = "alive";
    public static final String STOP = "stop";

    /** Well below the silence after which others take the asker's leases for given up. */
    public static final long SILENCE_MS_MAX = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    public RunRequest {
        queries = List.copyOf(queries);
    }

    public String format() {
        ObjectNode json = JSON.createObjectNode()
                .put("file", file)
                .put("text", text)
                .put("once", isOnce)
                .put("restarts", restarts);
        queries.forEach(json.putArray("queries")::add);
        return json.toString();
    }

    public static RunRequest parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return new RunRequest(
                    json.required("file").asText(),
                    json.required("text").asText(),
                    StreamSupport.stream(json.required("queries").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    json.required("once").asBoolean(),
                    json.required("restarts").asBoolean());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no request to run a pipeline", e);
        }
    }
}
