package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.ColumnMismatchException;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** How columns and fields of records find each other. */
public enum FieldMatch {
    BY_NAME,
    BY_NAME_IN_ANY_CASE,
    BY_POSITION;

    Schema.@Nullable Field find(Schema schema, String name, int position) {
        List<Schema.Field> fields = schema.getFields();
        if (this == BY_POSITION) {
            return position < fields.size() ? fields.get(position) : null;
        }
        List<Schema.Field> found = fields.stream()
                .filter(field -> this == BY_NAME
                        ? field.name().equals(name)
                        : field.name().equalsIgnoreCase(name))
                .toList();
        if (found.size() > 1) {
            throw new ColumnMismatchException(
                    ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                    "its fields " + found.stream().map(Schema.Field::name).toList() + " differ in case only, so column "
                            + name + " could be any; SET spark.sql.caseSensitive = true tells them apart");
        }
        return found.isEmpty() ? null : found.get(0);
    }
}
