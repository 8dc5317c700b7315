package dev.pawl.checkpoint.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;

/**
 * The side file {@code <name>.crc} of a state file:
 *
 * <pre>
 * {"algorithm":"CRC32C","value":-926229848,"mainFileSize":105,"timestampMs":1795163192891,
 *  "creator":{"executorId":"driver","taskInfo":"Task= 0.0, Stage= 1.0"}}
 * </pre>
 *
 * @param value CRC-32C of the whole file as it is stored, as a signed number
 * @param mainFileSize size of the file in bytes
 */
public record ChecksumFile(int value, long mainFileSize, long timestampMillis, String executorId, String taskInfo) {
    private static final String ALGORITHM = "algorithm";
    private static final String CRC32C = "CRC32C";
    private static final String VALUE = "value";
    private static final String MAIN_FILE_SIZE = "mainFileSize";
    private static final String TIMESTAMP = "timestampMs";
    private static final String CREATOR = "creator";
    private static final String EXECUTOR_ID = "executorId";
    private static final String TASK_INFO = "taskInfo";

    public static ChecksumFile parse(String text) throws JsonProblem {
        ObjectNode json = Json.parseObject(text);
        String algorithm = Json.text(json, ALGORITHM);
        if (!algorithm.equals(CRC32C)) {
            throw new JsonProblem("expected algorithm " + CRC32C + ", found " + algorithm);
        }
        long value = Json.number(json, VALUE);
        if (value != (int) value) {
            throw new JsonProblem("expected a signed 32-bit number in field \"" + VALUE + "\"");
        }
        if (!(json.get(CREATOR) instanceof ObjectNode creator)) {
            throw new JsonProblem("expected an object in field \"" + CREATOR + "\"");
        }
        return new ChecksumFile(
                (int) value,
                Json.number(json, MAIN_FILE_SIZE),
                Json.number(json, TIMESTAMP),
                Json.text(creator, EXECUTOR_ID),
                Json.text(creator, TASK_INFO));
    }

    public String format() {
        ObjectNode json = Json.object();
        json.put(ALGORITHM, CRC32C);
        json.put(VALUE, value);
        json.put(MAIN_FILE_SIZE, mainFileSize);
        json.put(TIMESTAMP, timestampMillis);
        json.set(CREATOR, Json.object().put(EXECUTOR_ID, executorId).put(TASK_INFO, taskInfo));
        return Json.format(json);
    }
}
