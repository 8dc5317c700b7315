package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.type.SchemaJson;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * How the rows of a store look in its table and in its files. Keeps buffers: for one thread.
 *
 * <pre>
 *                table                                      HDFS file   RocksDB file
 * key            row                                        row         00 row
 * key, split     int32 length, 00 row, 00 row of the rest   row         as in the table
 * value          row                                        row         00 row
 * list of rows   as in the file                                         int32 length, 00 row, delimiter, …
 * </pre>
 *
 * The number of a column family in front of its keys in a file is not in the table.
 */
final class RowForm {
    /** A row is a multiple of so many bytes long; files of Spark before 2.3 have four more behind a value. */
    private static final int WORD = 8;

    static final byte[] NO_FAMILY = new byte[0];

    private final StoreSpec spec;
    private final StoreLayout layout;
    private final Optional<KeyCodec> split;

    private RowForm(StoreSpec spec, StoreLayout layout, Optional<KeyCodec> split) {
        this.spec = spec;
        this.layout = layout;
        this.split = split;
    }

    static RowForm of(StoreSpec spec, StoreLayout layout) {
        if (spec.prefixColumns() == 0 && !spec.isByTime()) {
            return new RowForm(spec, layout, Optional.empty());
        }
        try {
            KeyLayout keys = spec.family()
                    .map(StoreSpec.Family::layout)
                    .orElseGet(() -> new KeyLayout.PrefixScan(spec.prefixColumns()));
            return new RowForm(
                    spec,
                    layout,
                    Optional.of(KeyCodec.of(SchemaJson.parse(spec.key().json()), keys)));
        } catch (JsonProblem | RowProblem e) {
            throw new IllegalArgumentException("store " + spec.name() + " cannot have a key " + spec.key(), e);
        }
    }

    private boolean isList() {
        return spec.family().isPresent() && spec.family().get().isList();
    }

    int keyColumns() {
        return spec.key().length();
    }

    int valueColumns() {
        return spec.value().length();
    }

    void tableKey(UnsafeRow row, Slice key) {
        if (split.isEmpty()) {
            key.set(row);
            return;
        }
        try {
            key.set(Bytes.wrap(split.get().encode(row.getBytes())));
        } catch (RowProblem e) {
            throw new IllegalArgumentException("no key of store " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    /** What the keys start with whose first columns are these. */
    void tablePrefix(UnsafeRow columns, Slice prefix) {
        if (spec.prefixColumns() == 0 || columns.numFields() != spec.prefixColumns()) {
            throw new IllegalArgumentException("keys of store " + spec.name() + " have a prefix of "
                    + spec.prefixColumns() + " columns, not of " + columns.numFields());
        }
        byte[] row = columns.getBytes();
        byte[] bytes = new byte[Integer.BYTES + 1 + row.length];
        int length = 1 + row.length;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[i] = (byte) (length >>> (Byte.SIZE * i));
        }
        System.arraycopy(row, 0, bytes, Integer.BYTES + 1, row.length);
        prefix.set(bytes, 0, bytes.length);
    }

    void showKey(Slice tableKey, UnsafeRow row) {
        if (split.isEmpty()) {
            tableKey.show(row);
            return;
        }
        byte[] bytes = decode(tableKey);
        row.pointTo(bytes, bytes.length);
    }

    /** @param family what comes first: the number of the column family, or nothing */
    Bytes fileKey(Slice tableKey, byte[] family) {
        return switch (layout) {
            case HDFS -> split.isEmpty() ? tableKey.copy() : Bytes.wrap(decode(tableKey));
            case ROCKSDB -> after(family, split.isEmpty(), tableKey);
        };
    }

    Bytes fileValue(Slice tableValue) {
        return layout == StoreLayout.HDFS || isList() ? tableValue.copy() : after(NO_FAMILY, true, tableValue);
    }

    /**
     * @param from where the key begins, behind the number of its column family
     * @throws RowProblem if this is no key of the store
     */
    void fromFileKey(Bytes fileKey, int from, Slice tableKey) throws RowProblem {
        if (split.isEmpty()) {
            fromFile(fileKey, from, tableKey);
        } else if (layout == StoreLayout.HDFS) {
            tableKey.set(Bytes.wrap(split.get().encode(fileKey.shared())));
        } else {
            tableKey.set(fileKey.shared(), from, fileKey.length() - from);
        }
    }

    /** @throws RowProblem if this is no value of the store */
    void fromFileValue(Bytes fileValue, Slice tableValue) throws RowProblem {
        if (isList()) {
            tableValue.set(fileValue);
        } else {
            fromFile(fileValue, 0, tableValue);
        }
    }

    private void fromFile(Bytes bytes, int start, Slice row) throws RowProblem {
        int from = layout == StoreLayout.ROCKSDB ? start + 1 : start;
        int length = bytes.length() - from;
        if (length < 0 || (from > start && bytes.at(start) != 0)) {
            throw new RowProblem("expected byte 0 before a row");
        }
        row.set(bytes.shared(), from, length - length % WORD);
    }

    private byte[] decode(Slice tableKey) {
        byte[] key = tableKey.array();
        if (tableKey.from() != 0 || tableKey.length() != key.length) {
            key = Arrays.copyOfRange(key, tableKey.from(), tableKey.from() + tableKey.length());
        }
        try {
            return split.orElseThrow().decode(key);
        } catch (RowProblem e) {
            throw new IllegalStateException("store " + spec.name() + " holds a key that is none", e);
        }
    }

    /** @param isVersioned whether byte 0 comes before the row */
    private static Bytes after(byte[] family, boolean isVersioned, Slice row) {
        int at = family.length + (isVersioned ? 1 : 0);
        byte[] bytes = Arrays.copyOf(family, at + row.length());
        System.arraycopy(row.array(), row.from(), bytes, at, row.length());
        return Bytes.wrap(bytes);
    }
}
