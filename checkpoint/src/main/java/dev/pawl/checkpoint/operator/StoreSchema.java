package dev.pawl.checkpoint.operator;

import dev.pawl.checkpoint.row.KeyLayout;
import java.util.Optional;

/**
 * The schemas of one store or column family, as Spark's schema JSON.
 *
 * @param columnFamily the column family's name; {@code default} where there are none
 * @param layout how keys are laid out; known from version 3 files only
 * @param userKey the schema of the user's own key in map state
 */
public record StoreSchema(
        String columnFamily,
        int keySchemaId,
        String key,
        int valueSchemaId,
        String value,
        Optional<KeyLayout> layout,
        Optional<String> userKey) {
    public static final String DEFAULT_FAMILY = "default";

    /** A store without column families. */
    public static StoreSchema single(String key, String value) {
        return new StoreSchema(DEFAULT_FAMILY, 0, key, 0, value, Optional.empty(), Optional.empty());
    }

    /** Families that Spark keeps for its own use start with a dollar sign. */
    public boolean isInternal() {
        return columnFamily.startsWith("$");
    }
}
