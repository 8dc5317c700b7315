package dev.pawl.checkpoint.type;

/** Lists of elements of one type. */
public record ArrayType(DataType elementType, boolean containsNull) implements DataType {
    @Override
    public Kind kind() {
        return Kind.ARRAY;
    }

    @Override
    public String name() {
        return "array<" + elementType.name() + ">";
    }
}
