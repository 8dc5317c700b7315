package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;

/**
 * A file that a file source took:
 * <pre>{"path":"file:///data/in/001.json","timestamp":1795163951611,"batchId":1}</pre>
 *
 * @param path the absolute URI, encoded
 * @param timestampMs when the file was last changed, milliseconds since the epoch
 * @param logId the id in the source's own log under which the file was taken; no batch id of the query
 */
public record SourceFile(String path, long timestampMs, long logId) {
    private static final String PATH = "path";
    private static final String TIMESTAMP = "timestamp";
    private static final String BATCH_ID = "batchId";

    static final EntryFormat<SourceFile> FORMAT = new EntryFormat<>() {
        @Override
        public SourceFile parse(ObjectNode json) throws JsonProblem {
            return new SourceFile(Json.text(json, PATH), Json.number(json, TIMESTAMP), Json.number(json, BATCH_ID));
        }

        @Override
        public ObjectNode toJson(SourceFile file) {
            return Json.object()
                    .put(PATH, file.path)
                    .put(TIMESTAMP, file.timestampMs)
                    .put(BATCH_ID, file.logId);
        }
    };
}
