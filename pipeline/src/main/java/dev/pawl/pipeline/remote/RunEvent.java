package dev.pawl.pipeline.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Optional;

/**
 * What the process that runs a pipeline tells, a line each:
 * <pre>{"pawl":"NOTE","text":"sales failed and is started again: …","code":""}</pre>
 *
 * @param text in JSON for {@link Kind#PROGRESS}
 * @param code the name of an error code, for {@link Kind#FAILED}
 */
public record RunEvent(Kind kind, String text, String code) {
    /** What is told. */
    public enum Kind {
        /** A batch is done. */
        PROGRESS,
        /** A word to the user. */
        NOTE,
        /** A line of a {@code console} sink. */
        CONSOLE,
        /** The last word of a run that failed. */
        FAILED,
        /** The last word of a run that did not. */
        ENDED
    }

    private static final String MARK = "{\"pawl\":";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static RunEvent of(Kind kind, String text) {
        return new RunEvent(kind, text, "");
    }

    public static RunEvent failed(PawlException problem) {
        return new RunEvent(Kind.FAILED, problem.what(), problem.code().name());
    }

    /** Of an event that tells a failure. */
    public PawlException problem() {
        return new PawlException(ErrorCode.valueOf(code), text);
    }

    public String format() {
        return JSON.createObjectNode()
                .put("pawl", kind.name())
                .put("text", text)
                .put("code", code)
                .toString();
    }

    /** Empty if the line is something else: a library's, for instance. */
    public static Optional<RunEvent> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(line);
            return Optional.of(new RunEvent(
                    Kind.valueOf(json.required("pawl").asText()),
                    json.required("text").asText(),
                    json.required("code").asText()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
