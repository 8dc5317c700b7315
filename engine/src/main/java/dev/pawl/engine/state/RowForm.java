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
 * key, prefix    int32 length, 00 row, 00 row of the rest   row         as in the table
 * value          row                                        row         00 row
 * </pre>
 */
final class RowForm {
    /** A row is a multiple of so many bytes long; files of Spark before 2.3 have four more behind a value. */
    private static final int WORD = 8;

    private final StoreSpec spec;
    private final StoreLayout layout;
    private final Optional<KeyCodec> split;

    private RowForm(StoreSpec spec, StoreLayout layout, Optional<KeyCodec> split) {
        this.spec = spec;
        this.layout = layout;
        this.split = split;
    }

    static RowForm of(StoreSpec spec, StoreLayout layout) {
        if (spec.prefixColumns() == 0) {
            return new RowForm(spec, layout, Optional.empty());
        }
        try {
            KeyLayout prefix = new KeyLayout.PrefixScan(spec.prefixColumns());
            return new RowForm(
                    spec,
                    layout,
                    Optional.of(KeyCodec.of(SchemaJson.parse(spec.key().json()), prefix)));
        } catch (JsonProblem | RowProblem e) {
            throw new IllegalArgumentException("store " + spec.name() + " cannot have a key " + spec.key(), e);
        }
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
        if (split.isEmpty() || columns.numFields() != spec.prefixColumns()) {
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

    Bytes fileKey(Slice tableKey) {
        return switch (layout) {
            case HDFS -> split.isEmpty() ? tableKey.copy() : Bytes.wrap(decode(tableKey));
            case ROCKSDB -> split.isEmpty() ? versioned(tableKey) : tableKey.copy();
        };
    }

    Bytes fileValue(Slice tableValue) {
        return switch (layout) {
            case HDFS -> tableValue.copy();
            case ROCKSDB -> versioned(tableValue);
        };
    }

    /** @throws RowProblem if this is no key of the store */
    void fromFileKey(Bytes fileKey, Slice tableKey) throws RowProblem {
        if (split.isPresent()) {
            tableKey.set(layout == StoreLayout.HDFS ? Bytes.wrap(split.get().encode(fileKey.shared())) : fileKey);
        } else {
            fromFile(fileKey, tableKey);
        }
    }

    /** @throws RowProblem if this is no value of the store */
    void fromFileValue(Bytes fileValue, Slice tableValue) throws RowProblem {
        fromFile(fileValue, tableValue);
    }

    private void fromFile(Bytes bytes, Slice row) throws RowProblem {
        int from = layout == StoreLayout.ROCKSDB ? 1 : 0;
        int length = bytes.length() - from;
        if (length < 0 || (from == 1 && bytes.at(0) != 0)) {
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

    private static Bytes versioned(Slice row) {
        byte[] bytes = new byte[1 + row.length()];
        System.arraycopy(row.array(), row.from(), bytes, 1, row.length());
        return Bytes.wrap(bytes);
    }
}
