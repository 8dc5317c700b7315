package dev.pawl.checkpoint.type;

/** Text, compared and hashed by the rules of its collation. */
public record StringType(String collation) implements DataType {
    /** The text type without a collation: compared byte by byte. */
    public static final StringType BINARY_ORDER = new StringType("UTF8_BINARY");

    public boolean isCollated() {
        return !equals(BINARY_ORDER);
    }

    @Override
    public Kind kind() {
        return Kind.STRING;
    }

    @Override
    public String name() {
        return isCollated() ? "string collate " + collation : "string";
    }
}
