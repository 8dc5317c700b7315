package dev.pawl.checkpoint.type;

/** Entries of a key, never null, and a value. */
public record MapType(DataType keyType, DataType valueType, boolean valueContainsNull) implements DataType {
    @Override
    public Kind kind() {
        return Kind.MAP;
    }

    @Override
    public String name() {
        return "map<" + keyType.name() + "," + valueType.name() + ">";
    }
}
