package dev.pawl.connectors.avro;

import dev.pawl.connectors.format.Rebase;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the options of a table say about its files.
 *
 * @param schema the one to read with, in JSON; null for that of each file
 */
public record AvroReading(@Nullable String schema, SchemaChoices choices, FieldMatch match, Rebase.Unmarked unmarked) {
    @Nullable
    Schema parsedSchema() {
        return schema == null ? null : parse(schema);
    }

    static Schema parse(String json) {
        return new Schema.Parser().setValidateDefaults(false).parse(json);
    }
}
