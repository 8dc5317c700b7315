package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of a RocksDB store: a row after a version byte, or a list of such rows.
 *
 * <pre>
 * 00 row
 * int32 length, 00 row, 2c, int32 length, 00 row, …
 * </pre>
 */
public final class ValueCodec {
    private static final byte VERSION = 0;

    private ValueCodec() {}

    public static byte[] encode(byte[] row) {
        byte[] value = new byte[1 + row.length];
        System.arraycopy(row, 0, value, 1, row.length);
        return value;
    }

    public static byte[] decode(byte[] value) throws RowProblem {
        return row(value, 0, value.length);
    }

    public static byte[] encodeList(List<byte[]> rows, MergeDelimiter delimiter) {
        RowBuffer out = new RowBuffer();
        for (byte[] row : rows) {
            if (out.size() > 0 && delimiter == MergeDelimiter.COMMA) {
                out.putLow(out.reserve(1), 1, ',');
            }
            out.putInt(out.reserve(Integer.BYTES), 1 + row.length);
            out.putBytes(out.reserve(1 + row.length) + 1, row, 0, row.length);
        }
        return out.toArray();
    }

    public static List<byte[]> decodeList(byte[] value, MergeDelimiter delimiter) throws RowProblem {
        List<byte[]> rows = new ArrayList<>();
        int at = 0;
        while (at < value.length) {
            if (at > 0) {
                at = afterDelimiter(value, at, delimiter);
            }
            if (value.length - at < Integer.BYTES) {
                throw new RowProblem("a list ends within the length of element " + rows.size());
            }
            int length = LittleEndian.intAt(value, at);
            at += Integer.BYTES;
            if (length < 1 || length > value.length - at) {
                throw new RowProblem("element " + rows.size() + " of a list cannot take " + length + " bytes, "
                        + (value.length - at) + " are left");
            }
            rows.add(row(value, at, length));
            at += length;
        }
        return rows;
    }

    private static int afterDelimiter(byte[] value, int at, MergeDelimiter delimiter) throws RowProblem {
        if (delimiter == MergeDelimiter.COMMA && value[at] != ',') {
            throw new RowProblem("expected ',' between the elements of a list, found byte " + value[at]);
        }
        return at + delimiter.length();
    }

    private static byte[] row(byte[] value, int at, int length) throws RowProblem {
        if (length < 1 || value[at] != VERSION) {
            throw new RowProblem("expected byte 0 before a row");
        }
        return Arrays.copyOfRange(value, at + 1, at + length);
    }
}
