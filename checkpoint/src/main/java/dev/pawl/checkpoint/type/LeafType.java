package dev.pawl.checkpoint.type;

/** A type that its name describes fully: {@code integer}, {@code time(6)}, {@code interval day to second}. */
public record LeafType(Kind kind, String name) implements DataType {
    public static final LeafType VOID = new LeafType(Kind.VOID, "void");
    public static final LeafType BOOLEAN = new LeafType(Kind.BOOLEAN, "boolean");
    public static final LeafType BYTE = new LeafType(Kind.BYTE, "byte");
    public static final LeafType SHORT = new LeafType(Kind.SHORT, "short");
    public static final LeafType INTEGER = new LeafType(Kind.INTEGER, "integer");
    public static final LeafType LONG = new LeafType(Kind.LONG, "long");
    public static final LeafType FLOAT = new LeafType(Kind.FLOAT, "float");
    public static final LeafType DOUBLE = new LeafType(Kind.DOUBLE, "double");
    public static final LeafType BINARY = new LeafType(Kind.BINARY, "binary");
    public static final LeafType DATE = new LeafType(Kind.DATE, "date");
    public static final LeafType TIMESTAMP = new LeafType(Kind.TIMESTAMP, "timestamp");
    public static final LeafType TIMESTAMP_NTZ = new LeafType(Kind.TIMESTAMP_NTZ, "timestamp_ntz");
    public static final LeafType YEAR_MONTH_INTERVAL = new LeafType(Kind.YEAR_MONTH_INTERVAL, "interval year to month");
    public static final LeafType DAY_TIME_INTERVAL = new LeafType(Kind.DAY_TIME_INTERVAL, "interval day to second");
    public static final LeafType CALENDAR_INTERVAL = new LeafType(Kind.CALENDAR_INTERVAL, "interval");
    public static final LeafType VARIANT = new LeafType(Kind.VARIANT, "variant");
}
