package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;

/**
 * How far one source was read, in the source's own words.
 *
 * @param text one line, kept byte for byte: only the source knows what it means
 */
public record SourceOffset(String text) {
    /** Nothing was read yet: the source starts at its own initial offset. */
    public static final SourceOffset NONE = new SourceOffset("-");

    public SourceOffset {
        if (text.isEmpty() || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("an offset must be one line, was " + LogLines.excerpt(text));
        }
    }

    /** Reads a line of a log; one that starts like JSON must be JSON to its end, anything else is up to the source. */
    static SourceOffset parse(String line) throws JsonProblem {
        if (line.isEmpty() || line.indexOf('\r') >= 0) {
            throw new JsonProblem("expected the offset of a source in one line, found " + LogLines.excerpt(line));
        }
        if ("{[\"".indexOf(line.charAt(0)) >= 0) {
            Json.parse(line);
        }
        return new SourceOffset(line);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** The offset as JSON; a text that is none becomes a JSON string. */
    public JsonNode json() {
        try {
            return Json.parse(text);
        } catch (JsonProblem e) {
            return TextNode.valueOf(text);
        }
    }
}
