package dev.pawl.checkpoint.type;

/** How a value is stored and read; every data type has one. */
public enum Kind {
    VOID(8),
    BOOLEAN(1),
    BYTE(1),
    SHORT(2),
    INTEGER(4),
    LONG(8),
    FLOAT(4),
    DOUBLE(8),
    /** 8 bytes up to 18 digits, variable above: ask the type. */
    DECIMAL(8),
    STRING(0),
    /** Also what geometry and geography are stored as. */
    BINARY(0),
    /** Days since 1970-01-01. */
    DATE(4),
    /** Microseconds since 1970-01-01 UTC. */
    TIMESTAMP(8),
    /** Microseconds since 1970-01-01 of a clock without zone. */
    TIMESTAMP_NTZ(8),
    /** Nanoseconds since midnight. */
    TIME(8),
    /** Months. */
    YEAR_MONTH_INTERVAL(4),
    /** Microseconds. */
    DAY_TIME_INTERVAL(8),
    /** Months, days and microseconds. */
    CALENDAR_INTERVAL(0),
    VARIANT(0),
    STRUCT(0),
    ARRAY(0),
    MAP(0);

    private final int byteCount;

    Kind(int byteCount) {
        this.byteCount = byteCount;
    }

    /** Bytes of a value of fixed width, 0 for values of variable width. */
    int byteCount() {
        return byteCount;
    }
}
