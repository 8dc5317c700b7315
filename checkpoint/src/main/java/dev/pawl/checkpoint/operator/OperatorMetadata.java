package dev.pawl.checkpoint.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The content of an operator metadata file, for example
 *
 * <pre>
 * v1
 * {"operatorInfo":{"operatorId":0,"operatorName":"stateStoreSave"},
 *  "stateStoreInfo":[{"storeName":"default","numColsPrefixKey":0,"numPartitions":2}]}
 * </pre>
 *
 * (the JSON is on one line). Version 2 adds {@code stateSchemaFilePaths} to each store and {@code operatorPropertiesJson}.
 *
 * @param properties the operator's own properties as JSON text; version 2 only
 */
public record OperatorMetadata(
        int version, long operatorId, String operatorName, List<StoreInfo> stores, Optional<String> properties) {
    static final int OLDEST_VERSION = 1;
    static final int NEWEST_VERSION = 2;

    /** More partitions than any real query has; a larger claim is damage. */
    private static final int PARTITIONS_MAX = 1_000_000;

    /** Spark's joins have four, all other operators one. */
    private static final int STORES_MAX = 100;

    private static final String OPERATOR_INFO = "operatorInfo";
    private static final String OPERATOR_ID = "operatorId";
    private static final String OPERATOR_NAME = "operatorName";
    private static final String STORE_INFO = "stateStoreInfo";
    private static final String STORE_NAME = "storeName";
    private static final String PREFIX_COLUMNS = "numColsPrefixKey";
    private static final String PARTITIONS = "numPartitions";
    private static final String SCHEMA_PATHS = "stateSchemaFilePaths";
    private static final String PROPERTIES = "operatorPropertiesJson";

    public OperatorMetadata {
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new IllegalArgumentException("operator metadata has no version " + version);
        }
        stores = List.copyOf(stores);
    }

    /** How many partitions the operator has: the largest count of its stores. */
    public int partitions() {
        return stores.stream().mapToInt(StoreInfo::partitions).max().orElse(0);
    }

    static OperatorMetadata parse(String text) throws JsonProblem {
        int lineEnd = text.indexOf('\n');
        String header = lineEnd < 0 ? text : text.substring(0, lineEnd);
        int version =
                switch (header) {
                    case "v1" -> 1;
                    case "v2" -> 2;
                    default -> throw new JsonProblem("expected v1 or v2 on line 1, found " + quoted(header));
                };
        ObjectNode json = Json.parseObject(lineEnd < 0 ? "" : text.substring(lineEnd + 1));
        JsonNode operator = json.path(OPERATOR_INFO);
        List<StoreInfo> stores = new ArrayList<>();
        ArrayNode storeNodes = Json.array(json, STORE_INFO);
        if (storeNodes.size() > STORES_MAX) {
            throw new JsonProblem("expected at most " + STORES_MAX + " stores, found " + storeNodes.size());
        }
        for (JsonNode node : storeNodes) {
            stores.add(parseStore(node, version));
        }
        Optional<String> properties = version == 1 ? Optional.empty() : Optional.of(Json.text(json, PROPERTIES));
        return new OperatorMetadata(
                version, Json.number(operator, OPERATOR_ID), Json.text(operator, OPERATOR_NAME), stores, properties);
    }

    private static StoreInfo parseStore(JsonNode node, int version) throws JsonProblem {
        long prefixColumns = Json.number(node, PREFIX_COLUMNS);
        long partitions = Json.number(node, PARTITIONS);
        if (prefixColumns < 0 || prefixColumns > Short.MAX_VALUE) {
            throw new JsonProblem("expected a small \"" + PREFIX_COLUMNS + "\", found " + prefixColumns);
        }
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            throw new JsonProblem(
                    "expected \"" + PARTITIONS + "\" from 1 to " + PARTITIONS_MAX + ", found " + partitions);
        }
        List<String> paths = new ArrayList<>();
        if (version > 1) {
            for (JsonNode path : Json.array(node, SCHEMA_PATHS)) {
                paths.add(path.asText());
            }
        }
        return new StoreInfo(
                Json.text(node, STORE_NAME), Math.toIntExact(prefixColumns), Math.toIntExact(partitions), paths);
    }

    /** The file's content. */
    public String format() {
        ObjectNode json = Json.object();
        json.putObject(OPERATOR_INFO).put(OPERATOR_ID, operatorId).put(OPERATOR_NAME, operatorName);
        ArrayNode storeNodes = json.putArray(STORE_INFO);
        for (StoreInfo store : stores) {
            ObjectNode node = storeNodes
                    .addObject()
                    .put(STORE_NAME, store.storeName())
                    .put(PREFIX_COLUMNS, store.prefixColumns())
                    .put(PARTITIONS, store.partitions());
            if (version > 1) {
                ArrayNode paths = node.putArray(SCHEMA_PATHS);
                store.schemaFilePaths().forEach(paths::add);
            }
        }
        properties.ifPresent(text -> json.put(PROPERTIES, text));
        return "v" + version + "\n" + Json.format(json);
    }

    private static String quoted(String header) {
        return '"' + header.substring(0, Math.min(header.length(), 20)) + '"';
    }
}
