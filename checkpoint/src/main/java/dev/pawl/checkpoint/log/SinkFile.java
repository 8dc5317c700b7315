package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;

/**
 * A file that a file sink wrote:
 * <pre>{"path":"file:///out/part-0.json","size":102,"isDir":false,"modificationTime":1795163196579,"blockReplication":1,
 * "blockSize":33554432,"action":"add"}</pre>
 *
 * @param path the absolute URI, encoded
 * @param size in bytes
 * @param modificationTimeMs milliseconds since the epoch
 * @param action {@code add}; Spark 4 neither writes nor heeds any other
 */
public record SinkFile(
        String path,
        long size,
        boolean isDirectory,
        long modificationTimeMs,
        int blockReplication,
        long blockSize,
        String action) {
    public static final String ADD = "add";

    private static final String PATH = "path";
    private static final String SIZE = "size";
    private static final String IS_DIR = "isDir";
    private static final String MODIFICATION_TIME = "modificationTime";
    private static final String BLOCK_REPLICATION = "blockReplication";
    private static final String BLOCK_SIZE = "blockSize";
    private static final String ACTION = "action";

    static final EntryFormat<SinkFile> FORMAT = new EntryFormat<>() {
        @Override
        public SinkFile parse(ObjectNode json) throws JsonProblem {
            JsonNode isDirectory = json.get(IS_DIR);
            if (isDirectory == null || !isDirectory.isBoolean()) {
                throw new JsonProblem("expected true or false in field \"" + IS_DIR + "\"");
            }
            JsonNode replication = json.get(BLOCK_REPLICATION);
            if (replication == null || !replication.isInt()) {
                throw new JsonProblem("expected a whole number of 32 bits in field \"" + BLOCK_REPLICATION + "\"");
            }
            return new SinkFile(
                    Json.text(json, PATH),
                    Json.number(json, SIZE),
                    isDirectory.booleanValue(),
                    Json.number(json, MODIFICATION_TIME),
                    replication.intValue(),
                    Json.number(json, BLOCK_SIZE),
                    Json.text(json, ACTION));
        }

        @Override
        public ObjectNode toJson(SinkFile file) {
            return Json.object()
                    .put(PATH, file.path)
                    .put(SIZE, file.size)
                    .put(IS_DIR, file.isDirectory)
                    .put(MODIFICATION_TIME, file.modificationTimeMs)
                    .put(BLOCK_REPLICATION, file.blockReplication)
                    .put(BLOCK_SIZE, file.blockSize)
                    .put(ACTION, file.action);
        }
    };
}
