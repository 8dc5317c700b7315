package dev.pawl.checkpoint.type;

/** Decimal numbers of up to {@code precision} digits, {@code scale} of them after the point. */
public record DecimalType(int precision, int scale) implements DataType {
    public static final int PRECISION_MAX = 38;

    private static final int LONG_DIGITS_MAX = 18;

    public DecimalType {
        if (precision < 0 || precision > PRECISION_MAX || scale < -PRECISION_MAX || scale > precision) {
            throw new IllegalArgumentException("no such type: decimal(" + precision + "," + scale + ")");
        }
    }

    /** Whether the unscaled value is stored as a 64-bit number. */
    public boolean fitsLong() {
        return precision <= LONG_DIGITS_MAX;
    }

    @Override
    public Kind kind() {
        return Kind.DECIMAL;
    }

    @Override
    public int byteCount() {
        return fitsLong() ? Long.BYTES : 0;
    }

    @Override
    public String name() {
        return "decimal(" + precision + "," + scale + ")";
    }
}
