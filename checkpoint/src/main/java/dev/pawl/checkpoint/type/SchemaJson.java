package dev.pawl.checkpoint.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Spark's JSON of a schema.
 *
 * <pre>{"type":"struct","fields":[{"name":"k","type":"string","nullable":true,"metadata":{}}]}</pre>
 *
 * <p>The collation of a text inside a column stands in the metadata of the innermost column around it, under the path of
 * the text: <code>{"__COLLATIONS":{"k.element":"icu.UNICODE"}}</code>.
 */
public final class SchemaJson {
    private static final String TYPE = "type";
    private static final String FIELDS = "fields";
    private static final String NAME = "name";
    private static final String NULLABLE = "nullable";
    private static final String METADATA = "metadata";
    private static final String ELEMENT_TYPE = "elementType";
    private static final String CONTAINS_NULL = "containsNull";
    private static final String KEY_TYPE = "keyType";
    private static final String VALUE_TYPE = "valueType";
    private static final String VALUE_CONTAINS_NULL = "valueContainsNull";
    private static final String SQL_TYPE = "sqlType";
    private static final String COLLATIONS = "__COLLATIONS";

    private static final Set<String> FIELD_KEYS = Set.of(NAME, TYPE, NULLABLE, METADATA);

    private SchemaJson() {}

    /** @throws JsonProblem with a reason fit for a message; the caller adds the file */
    public static StructType parse(String json) throws JsonProblem {
        if (typeOf(Json.parse(json), "", Json.object()) instanceof StructType struct) {
            return struct;
        }
        throw new JsonProblem("expected the schema of a struct");
    }

    /** The JSON that Spark writes for the schema, without whitespace. */
    public static String format(StructType schema) {
        return Json.format(struct(schema));
    }

    private static DataType typeOf(JsonNode node, String path, ObjectNode collations) throws JsonProblem {
        if (node.isTextual()) {
            return collated(LeafNames.parse(node.textValue()), path, collations);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new JsonProblem("expected a data type, found " + excerpt(node));
        }
        return switch (Json.text(object, TYPE)) {
            case "struct" -> new StructType(fieldsOf(Json.array(object, FIELDS)));
            case "array" ->
                new ArrayType(
                        typeOf(child(object, ELEMENT_TYPE), path + ".element", collations),
                        flag(object, CONTAINS_NULL));
            case "map" ->
                new MapType(
                        typeOf(child(object, KEY_TYPE), path + ".key", collations),
                        typeOf(child(object, VALUE_TYPE), path + ".value", collations),
                        flag(object, VALUE_CONTAINS_NULL));
            case "udt" -> new UserDefinedType(object, typeOf(child(object, SQL_TYPE), "", Json.object()));
            default -> throw new JsonProblem("unknown data type " + excerpt(object));
        };
    }

    private static List<StructField> fieldsOf(ArrayNode array) throws JsonProblem {
        List<StructField> fields = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            fields.add(fieldOf(node));
        }
        return fields;
    }

    private static StructField fieldOf(JsonNode node) throws JsonProblem {
        for (var entry : node.properties()) {
            if (!FIELD_KEYS.contains(entry.getKey())) {
                throw new JsonProblem("unexpected \"" + entry.getKey() + "\" in the column " + excerpt(node));
            }
        }
        String name = Json.text(node, NAME);
        ObjectNode metadata = metadataOf(node);
        ObjectNode collations = Json.object();
        if (metadata.remove(COLLATIONS) instanceof ObjectNode found) {
            collations = found;
        }
        boolean nullable = !node.has(NULLABLE) || flag(node, NULLABLE);
        return new StructField(name, typeOf(child(node, TYPE), name, collations), nullable, metadata);
    }

    private static ObjectNode metadataOf(JsonNode field) throws JsonProblem {
        JsonNode node = field.get(METADATA);
        if (node == null) {
            return Json.object();
        }
        if (node instanceof ObjectNode object) {
            return object.deepCopy();
        }
        throw new JsonProblem("expected an object in field \"" + METADATA + "\"");
    }

    private static DataType collated(DataType type, String path, ObjectNode collations) throws JsonProblem {
        JsonNode collation = collations.get(path);
        if (collation == null) {
            return type;
        }
        if (!type.equals(StringType.BINARY_ORDER) || !collation.isTextual()) {
            throw new JsonProblem("expected a string with a collation at \"" + path + "\", found " + type.name());
        }
        String name = collation.textValue();
        return new StringType(name.substring(name.indexOf('.') + 1));
    }

    private static JsonNode child(JsonNode object, String field) throws JsonProblem {
        JsonNode node = object.get(field);
        if (node == null) {
            throw new JsonProblem("expected a data type in field \"" + field + "\"");
        }
        return node;
    }

    private static boolean flag(JsonNode object, String field) throws JsonProblem {
        JsonNode node = object.get(field);
        if (node == null || !node.isBoolean()) {
            throw new JsonProblem("expected true or false in field \"" + field + "\"");
        }
        return node.booleanValue();
    }

    private static String excerpt(JsonNode node) {
        String text = Json.format(node);
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static ObjectNode struct(StructType type) {
        ObjectNode object = Json.object().put(TYPE, "struct");
        ArrayNode fields = object.putArray(FIELDS);
        for (StructField field : type.fields()) {
            fields.add(field(field));
        }
        return object;
    }

    private static ObjectNode field(StructField field) {
        ObjectNode collations = Json.object();
        ObjectNode object = Json.object().put(NAME, field.name());
        object.set(TYPE, json(field.type(), field.name(), collations));
        object.put(NULLABLE, field.nullable());
        ObjectNode metadata = field.metadata();
        if (!collations.isEmpty()) {
            metadata.set(COLLATIONS, collations);
        }
        object.set(METADATA, metadata);
        return object;
    }

    /** The JSON of a type inside a column; what the type says about collations goes to {@code collations}. */
    private static JsonNode json(DataType type, String path, ObjectNode collations) {
        if (type instanceof StructType struct) {
            return struct(struct);
        }
        if (type instanceof ArrayType array) {
            ObjectNode object = Json.object().put(TYPE, "array");
            object.set(ELEMENT_TYPE, json(array.elementType(), path + ".element", collations));
            return object.put(CONTAINS_NULL, array.containsNull());
        }
        if (type instanceof MapType map) {
            ObjectNode object = Json.object().put(TYPE, "map");
            object.set(KEY_TYPE, json(map.keyType(), path + ".key", collations));
            object.set(VALUE_TYPE, json(map.valueType(), path + ".value", collations));
            return object.put(VALUE_CONTAINS_NULL, map.valueContainsNull());
        }
        if (type instanceof UserDefinedType userDefined) {
            return userDefined.json();
        }
        if (type instanceof StringType string && string.isCollated()) {
            collations.put(path, provider(string) + "." + string.collation());
            return Json.object().textNode(StringType.BINARY_ORDER.name());
        }
        return Json.object().textNode(type.name());
    }

    /** Spark implements the collations of UTF-8 itself and takes all others from ICU. */
    private static String provider(StringType type) {
        return type.collation().startsWith("UTF8_") ? "spark" : "icu";
    }
}
