package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.Kind;
import dev.pawl.checkpoint.type.StructType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The check that Spark makes of the first row of each kind it reads from a store, with the same answer: what it refuses
 * keeps a query from starting. It looks at the outermost columns only, and refuses a null calendar interval that Spark wrote.
 */
public final class RowCheck {
    private final List<DataType> types;

    private RowCheck(List<DataType> types) {
        this.types = types;
    }

    public static RowCheck of(StructType schema) {
        return new RowCheck(
                schema.fields().stream().map(field -> field.type().stored()).toList());
    }

    /** Why Spark refuses the row, or nothing if it takes it. */
    public Optional<String> reason(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int fixedBytes = Layout.rowFixedBytes(types.size());
        Slots slots;
        try {
            slots = Slots.ofRow(bytes, from, length, types.size());
        } catch (RowProblem e) {
            return Optional.of(e.reason());
        }
        long variableBytes = 0;
        for (int i = 0; i < types.size(); i++) {
            DataType type = types.get(i);
            long slot = slots.longAt(i);
            long offset = slot >> Integer.SIZE;
            int size = (int) slot;
            boolean outside = size < 0 || offset < fixedBytes || (int) offset + size > length;
            if (slots.isNull(i)) {
                boolean keepsRoom = Layout.isWideDecimal(type) && size == 0 && (offset == 0 || !outside);
                if (slot != 0 && !keepsRoom) {
                    return Optional.of("column " + i + " is null but its slot is not empty");
                }
            } else if (type.byteCount() == 0) {
                if (outside) {
                    return Optional.of("column " + i + " refers to bytes outside of the row");
                }
                variableBytes += size;
            } else if (isPadded(type) && slot >>> (type.byteCount() * Byte.SIZE - spareBits(type)) != 0) {
                return Optional.of("column " + i + " has a value in the unused bytes of its slot");
            }
        }
        if (fixedBytes + variableBytes > length) {
            return Optional.of("the columns together are longer than the row");
        }
        return Optional.empty();
    }

    private static boolean isPadded(DataType type) {
        return switch (type.kind()) {
            case BOOLEAN, BYTE, SHORT, INTEGER, FLOAT -> true;
            default -> false;
        };
    }

    /** A boolean uses one bit of its byte. */
    private static int spareBits(DataType type) {
        return type.kind() == Kind.BOOLEAN ? 7 : 0;
    }
}
