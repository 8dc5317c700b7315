package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Decimal numbers in slots. */
final class Decimals {
    private Decimals() {}

    static BigDecimal read(Slots slots, int index, DecimalType type) throws RowProblem {
        if (type.fitsLong()) {
            return BigDecimal.valueOf(slots.longAt(index), type.scale());
        }
        long region = slots.region(index);
        int size = Slots.size(region);
        if (size < 1 || size > Layout.WIDE) {
            throw new RowProblem("a " + type.name() + " takes 1 to 16 bytes, found " + size);
        }
        BigInteger unscaled = new BigInteger(slots.bytes(), Slots.from(region), size);
        BigDecimal decimal = new BigDecimal(unscaled, type.scale());
        if (decimal.precision() > type.precision()) {
            throw new RowProblem("a " + type.name() + " cannot hold " + decimal.precision() + " digits");
        }
        return decimal;
    }
}
