package dev.pawl.checkpoint.row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The columns of a key row in two rows, one after the other; keeps a buffer, so it serves one thread. */
final class SplitKey {
    private final List<KeyColumn> columns;
    private final List<Integer> first;
    private final List<Integer> second;
    private final RowBuffer buffer = new RowBuffer();

    /**
     * @param columns all columns of the key
     * @param first the ordinals of those that the first row holds, in its order
     */
    SplitKey(List<KeyColumn> columns, List<Integer> first) {
        this.columns = columns;
        this.first = first;
        second = IntStream.range(0, columns.size())
                .boxed()
                .filter(ordinal -> !first.contains(ordinal))
                .toList();
    }

    /** Whether the second row has columns. */
    boolean hasSecond() {
        return !second.isEmpty();
    }

    byte[] first(byte[] row) throws RowProblem {
        return part(row, first);
    }

    byte[] second(byte[] row) throws RowProblem {
        return part(row, second);
    }

    private byte[] part(byte[] row, List<Integer> ordinals) throws RowProblem {
        Slots source = Slots.ofRow(row, 0, row.length, columns.size());
        buffer.reset();
        RowWriter writer = new RowWriter(buffer, ordinals.size());
        for (int ordinal : ordinals) {
            columns.get(ordinal).toKey(source, ordinal, writer);
        }
        return buffer.toArray();
    }

    /** The row of all columns. */
    byte[] join(byte[] key, int firstFrom, int firstLength, int secondFrom, int secondLength) throws RowProblem {
        List<Slots> sources = new ArrayList<>();
        sources.add(Slots.ofRow(key, firstFrom, firstLength, first.size()));
        sources.add(Slots.ofRow(key, secondFrom, secondLength, second.size()));
        buffer.reset();
        RowWriter writer = new RowWriter(buffer, columns.size());
        for (int ordinal = 0; ordinal < columns.size(); ordinal++) {
            int inFirst = first.indexOf(ordinal);
            Slots source = sources.get(inFirst >= 0 ? 0 : 1);
            columns.get(ordinal).fromKey(source, inFirst >= 0 ? inFirst : second.indexOf(ordinal), writer);
        }
        return buffer.toArray();
    }
}
