package dev.pawl.checkpoint.rocksdb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entry {@code metadata} of a snapshot: which table files it consists of. Spark 3.5 writes only the first two fields:
 *
 * <pre>
 * v1
 * {"sstFiles":[{"localFileName":"000008.sst","dfsSstFileName":"000008-c8ac….sst","sizeBytes":1314}],
 *  "numKeys":4,"numInternalKeys":0,"columnFamilyMapping":{},"columnFamilyTypeMap":{},"maxColumnFamilyId":0}
 * </pre>
 *
 * @param numKeys a statistic, not necessarily true
 */
public record SnapshotMetadata(
        List<SnapshotFile> sstFiles, long numKeys, long numInternalKeys, ColumnFamilies columnFamilies) {
    static final String VERSION = "v1";

    private static final String SST_FILES = "sstFiles";
    private static final String LOG_FILES = "logFiles";
    private static final String LOCAL_FILE_NAME = "localFileName";
    private static final String DFS_FILE_NAME = "dfsSstFileName";
    private static final String SIZE_BYTES = "sizeBytes";
    private static final String NUM_KEYS = "numKeys";
    private static final String NUM_INTERNAL_KEYS = "numInternalKeys";
    private static final String FAMILY_IDS = "columnFamilyMapping";
    private static final String FAMILY_INTERNAL = "columnFamilyTypeMap";
    private static final String FAMILY_MAX_ID = "maxColumnFamilyId";

    public SnapshotMetadata {
        sstFiles = List.copyOf(sstFiles);
        Set<String> names = new HashSet<>();
        for (SnapshotFile file : sstFiles) {
            if (!names.add("local " + file.localFileName()) || !names.add("dfs " + file.dfsSstFileName())) {
                throw new IllegalArgumentException("the file " + file + " is listed twice");
            }
        }
    }

    static SnapshotMetadata parse(String text) throws JsonProblem {
        int headerEnd = text.indexOf('\n');
        String header = headerEnd < 0 ? text : text.substring(0, headerEnd);
        if (!header.strip().equals(VERSION)) {
            throw new JsonProblem("expected a first line " + VERSION + ", found \""
                    + header.substring(0, Math.min(header.length(), 20)) + "\"");
        }
        ObjectNode root = Json.parseObject(headerEnd < 0 ? "" : text.substring(headerEnd + 1));
        if (present(root, LOG_FILES) != null && !Json.array(root, LOG_FILES).isEmpty()) {
            throw new JsonProblem("it refers to log files, which Spark never writes");
        }
        try {
            return new SnapshotMetadata(
                    files(Json.array(root, SST_FILES)),
                    Json.number(root, NUM_KEYS),
                    optionalNumber(root, NUM_INTERNAL_KEYS),
                    columnFamilies(root));
        } catch (IllegalArgumentException e) {
            throw new JsonProblem(String.valueOf(e.getMessage()));
        }
    }

    String format() {
        ObjectNode root = Json.object();
        ArrayNode files = root.putArray(SST_FILES);
        for (SnapshotFile file : sstFiles) {
            files.addObject()
                    .put(LOCAL_FILE_NAME, file.localFileName())
                    .put(DFS_FILE_NAME, file.dfsSstFileName())
                    .put(SIZE_BYTES, file.sizeBytes());
        }
        root.put(NUM_KEYS, numKeys).put(NUM_INTERNAL_KEYS, numInternalKeys);
        ObjectNode ids = root.putObject(FAMILY_IDS);
        columnFamilies.ids().forEach(ids::put);
        ObjectNode internal = root.putObject(FAMILY_INTERNAL);
        columnFamilies.internal().forEach(internal::put);
        root.put(FAMILY_MAX_ID, columnFamilies.maxId());
        return VERSION + "\n" + Json.format(root);
    }

    private static List<SnapshotFile> files(ArrayNode array) throws JsonProblem {
        List<SnapshotFile> files = new ArrayList<>(array.size());
        for (JsonNode file : array) {
            files.add(new SnapshotFile(
                    Json.text(file, LOCAL_FILE_NAME), Json.text(file, DFS_FILE_NAME), Json.number(file, SIZE_BYTES)));
        }
        return files;
    }

    private static ColumnFamilies columnFamilies(ObjectNode root) throws JsonProblem {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> family : object(root, FAMILY_IDS).properties()) {
            if (!family.getValue().isInt()) {
                throw new JsonProblem("expected a number for column family \"" + family.getKey() + "\"");
            }
            ids.put(family.getKey(), family.getValue().intValue());
        }
        Map<String, Boolean> internal = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> family : object(root, FAMILY_INTERNAL).properties()) {
            if (!family.getValue().isBoolean()) {
                throw new JsonProblem("expected true or false for column family \"" + family.getKey() + "\"");
            }
            internal.put(family.getKey(), family.getValue().booleanValue());
        }
        long maxId = optionalNumber(root, FAMILY_MAX_ID);
        if (maxId != (short) maxId) {
            throw new JsonProblem("expected a number of 16 bits in field \"" + FAMILY_MAX_ID + "\"");
        }
        return new ColumnFamilies(ids, internal, (int) maxId);
    }

    private static ObjectNode object(ObjectNode root, String field) throws JsonProblem {
        JsonNode node = present(root, field);
        if (node == null) {
            return Json.object();
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new JsonProblem("expected an object in field \"" + field + "\"");
    }

    private static long optionalNumber(ObjectNode root, String field) throws JsonProblem {
        return present(root, field) == null ? 0 : Json.number(root, field);
    }

    private static @Nullable JsonNode present(ObjectNode root, String field) {
        JsonNode node = root.get(field);
        return node == null || node.isNull() ? null : node;
    }
}
