package dev.pawl.checkpoint.type;

import java.util.List;
import java.util.stream.Collectors;

/** Columns in order; names may repeat. */
public record StructType(List<StructField> fields) implements DataType {
    public StructType {
        fields = List.copyOf(fields);
    }

    public static StructType of(StructField... fields) {
        return new StructType(List.of(fields));
    }

    public int size() {
        return fields.size();
    }

    public StructField field(int ordinal) {
        return fields.get(ordinal);
    }

    @Override
    public Kind kind() {
        return Kind.STRUCT;
    }

    @Override
    public String name() {
        return fields.stream()
                .map(field -> field.name() + ":" + field.type().name())
                .collect(Collectors.joining(",", "struct<", ">"));
    }
}
