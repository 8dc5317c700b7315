package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration recorded with a batch, and what follows from a key that is absent.
 *
 * @param values every key and value as recorded, also unknown ones, in the order of the file
 */
public record RecordedConfs(Map<String, String> values) {
    public RecordedConfs {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        for (RecordedConf conf : RecordedConf.values()) {
            String value = values.get(conf.key());
            if (value != null && conf.isWholeNumber() && !isPositiveInt(value)) {
                throw new IllegalArgumentException(
                        conf.key() + " must be a positive whole number, was " + LogLines.excerpt(value));
            }
        }
    }

    /** All eleven keys, with Spark's defaults where nothing else is chosen: what a new checkpoint records. */
    public static RecordedConfs complete(Map<RecordedConf, String> chosen) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RecordedConf conf : RecordedConf.values()) {
            values.put(conf.key(), chosen.getOrDefault(conf, conf.defaultValue()));
        }
        return new RecordedConfs(values);
    }

    /**
     * These values and the missing keys with the meaning their absence has.
     *
     * @param session values for the keys that a session decides when they are absent; Spark's defaults where it does not
     */
    public RecordedConfs completed(Map<RecordedConf, String> session) {
        Map<String, String> completed = new LinkedHashMap<>(values);
        for (RecordedConf conf : missing()) {
            String value = conf.legacyValue().orElseGet(() -> session.getOrDefault(conf, conf.defaultValue()));
            completed.put(conf.key(), value);
        }
        return new RecordedConfs(completed);
    }

    /** The keys every writer must record and this one did not. */
    public List<RecordedConf> missing() {
        return Arrays.stream(RecordedConf.values())
                .filter(conf -> !values.containsKey(conf.key()))
                .toList();
    }

    /** The value a restart works with; empty if the session decides. */
    public Optional<String> effective(RecordedConf conf) {
        return Optional.ofNullable(values.get(conf.key())).or(conf::legacyValue);
    }

    /** Empty if not recorded: then only the directories of the state tell. */
    public OptionalInt shufflePartitions() {
        return effective(RecordedConf.SHUFFLE_PARTITIONS)
                .map(value -> OptionalInt.of(Integer.parseInt(value)))
                .orElse(OptionalInt.empty());
    }

    /** The class name; Spark's default if not recorded. */
    public String stateStoreProvider() {
        return text(RecordedConf.STATE_STORE_PROVIDER);
    }

    public String compressionCodec() {
        return text(RecordedConf.COMPRESSION_CODEC);
    }

    /** How state rows are encoded: {@code unsaferow} or {@code avro}. */
    public String encodingFormat() {
        return text(RecordedConf.ENCODING_FORMAT);
    }

    /** {@code min} or {@code max}. */
    public String multipleWatermarkPolicy() {
        return text(RecordedConf.MULTIPLE_WATERMARK_POLICY);
    }

    public int rocksDbFormatVersion() {
        return number(RecordedConf.ROCKSDB_FORMAT_VERSION);
    }

    public int aggregationStateFormatVersion() {
        return number(RecordedConf.AGGREGATION_STATE_FORMAT_VERSION);
    }

    public int joinStateFormatVersion() {
        return number(RecordedConf.JOIN_STATE_FORMAT_VERSION);
    }

    public int flatMapGroupsWithStateFormatVersion() {
        return number(RecordedConf.FLAT_MAP_GROUPS_WITH_STATE_FORMAT_VERSION);
    }

    public boolean usesStrictDistribution() {
        return Boolean.parseBoolean(text(RecordedConf.USE_STRICT_DISTRIBUTION));
    }

    private String text(RecordedConf conf) {
        return effective(conf).orElse(conf.defaultValue());
    }

    private int number(RecordedConf conf) {
        return Integer.parseInt(text(conf));
    }

    static RecordedConfs parse(JsonNode json) throws JsonProblem {
        if (!(json instanceof ObjectNode object)) {
            throw new JsonProblem("expected a JSON object in field \"" + OffsetMetadata.CONF + "\"");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                throw new JsonProblem("expected a string for conf " + LogLines.excerpt(field.getKey()));
            }
            values.put(field.getKey(), field.getValue().asText());
        }
        try {
            return new RecordedConfs(values);
        } catch (IllegalArgumentException e) {
            throw new JsonProblem(String.valueOf(e.getMessage()));
        }
    }

    ObjectNode toJson() {
        ObjectNode object = Json.object();
        values.forEach(object::put);
        return object;
    }

    private static boolean isPositiveInt(String value) {
        return value.length() <= 10
                && !value.isEmpty()
                && value.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(value) >= 1
                && Long.parseLong(value) <= Integer.MAX_VALUE;
    }
}
