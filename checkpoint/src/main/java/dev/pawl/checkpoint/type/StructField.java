package dev.pawl.checkpoint.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;

/**
 * A column of a struct.
 *
 * @param metadata what Spark keeps about the column besides its type; collations are part of the type instead
 */
public record StructField(String name, DataType type, boolean nullable, ObjectNode metadata) {
    public StructField {
        metadata = metadata.deepCopy();
    }

    /** A nullable column without metadata. */
    public static StructField nullable(String name, DataType type) {
        return new StructField(name, type, true, Json.object());
    }

    @Override
    public ObjectNode metadata() {
        return metadata.deepCopy();
    }
}
