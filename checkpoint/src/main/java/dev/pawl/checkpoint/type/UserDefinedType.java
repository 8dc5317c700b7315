package dev.pawl.checkpoint.type;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A type of a program's own, stored as {@code sqlType}; its JSON is kept as it was found. */
public record UserDefinedType(ObjectNode json, DataType sqlType) implements DataType {
    public UserDefinedType {
        json = json.deepCopy();
    }

    @Override
    public ObjectNode json() {
        return json.deepCopy();
    }

    @Override
    public Kind kind() {
        return stored().kind();
    }

    @Override
    public DataType stored() {
        return sqlType.stored();
    }

    @Override
    public int byteCount() {
        return stored().byteCount();
    }

    @Override
    public String name() {
        return "udt<" + sqlType.name() + ">";
    }
}
