package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.row.PartitionHash;
import dev.pawl.checkpoint.row.RowCheck;
import dev.pawl.checkpoint.row.RowDecoder;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.row.ValueCodec;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StructType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one store or column family.
 *
 * @param hash over the columns that decide about the partition; empty where that is not known
 */
record RowShape(
        StructType key,
        StructType value,
        KeyLayout layout,
        boolean isRocksDb,
        boolean isList,
        MergeDelimiter delimiter,
        Optional<PartitionHash> hash) {
    static RowShape of(StoreState store, StoreSchema schema, String name, Optional<String> operatorName, boolean isList)
            throws JsonProblem, RowProblem {
        StructType key = SchemaJson.parse(schema.key());
        StructType value = SchemaJson.parse(schema.value());
        KeyLayout layout = store.keyLayout(schema, key);
        boolean isRocksDb = store.format().layout() == StoreLayout.ROCKSDB;
        // A layout that does not fit the key is found here, not row by row.
        KeyCodec.of(key, layout);
        return new RowShape(
                key,
                value,
                layout,
                isRocksDb,
                isList,
                store.format().delimiter(),
                HashedColumns.of(operatorName, name, key, layout).flatMap(columns -> hash(key, columns)));
    }

    private static Optional<PartitionHash> hash(StructType key, List<Integer> columns) {
        try {
            return Optional.of(PartitionHash.of(key, columns));
        } catch (RowProblem e) {
            // A column of a type whose hash is not known, such as a collated string.
            return Optional.empty();
        }
    }

    Reader reader(Optional<Short> family) {
        try {
            KeyCodec codec = family.isPresent() ? KeyCodec.of(key, layout, family.get()) : KeyCodec.of(key, layout);
            return new Reader(this, codec);
        } catch (RowProblem e) {
            throw new IllegalStateException("this layout was tried before: " + layout, e);
        }
    }

    /** Reads rows; keeps buffers, so it serves one thread. */
    static final class Reader {
        private final RowShape shape;
        private final KeyCodec keys;
        private final RowCheck keyCheck;
        private final RowCheck valueCheck;
        private final RowDecoder keyDecoder;
        private final RowDecoder valueDecoder;

        private Reader(RowShape shape, KeyCodec keys) {
            this.shape = shape;
            this.keys = keys;
            keyCheck = RowCheck.of(shape.key);
            valueCheck = RowCheck.of(shape.value);
            keyDecoder = RowDecoder.of(shape.key);
            valueDecoder = RowDecoder.of(shape.value);
        }

        void checkKey(Bytes key, long partition, int partitionCount, RowFaults faults) {
            try {
                byte[] row = shape.isRocksDb ? keys.decode(key.shared()) : key.shared();
                Optional<String> refusal = keyCheck.reason(row, 0, row.length);
                if (refusal.isPresent()) {
                    faults.add(
                            FindingCode.STATE_STORE_KEY_ROW_FORMAT_VALIDATION_FAILURE,
                            "Spark refuses a key: " + refusal.get() + ".");
                    return;
                }
                keyDecoder.decode(row);
                if (partitionCount > 0 && shape.hash.isPresent()) {
                    int expected = shape.hash.get().partition(row, partitionCount);
                    if (expected != partition) {
                        faults.add(
                                FindingCode.STATE_ROW_IN_WRONG_PARTITION,
                                "A row belongs to partition " + expected + " of " + partitionCount
                                        + " by the hash of its key.");
                    }
                }
            } catch (RowProblem e) {
                faults.add(FindingCode.STATE_ROW_UNREADABLE, "A key cannot be read: " + e.reason() + ".");
            }
        }

        void checkValue(Bytes value, RowFaults faults) {
            try {
                if (!shape.isRocksDb) {
                    // Spark before 2.3 wrote four bytes too many.
                    int length = value.length() / Long.BYTES * Long.BYTES;
                    checkValueRow(
                            length == value.length() ? value.shared() : Arrays.copyOf(value.shared(), length), faults);
                } else if (shape.isList) {
                    for (byte[] row : ValueCodec.decodeList(value.shared(), shape.delimiter)) {
                        checkValueRow(row, faults);
                    }
                } else {
                    checkValueRow(ValueCodec.decode(value.shared()), faults);
                }
            } catch (RowProblem e) {
                faults.add(FindingCode.STATE_ROW_UNREADABLE, "A value cannot be read: " + e.reason() + ".");
            }
        }

        private void checkValueRow(byte[] row, RowFaults faults) throws RowProblem {
            Optional<String> refusal = valueCheck.reason(row, 0, row.length);
            boolean isStart = faults.takeStart();
            // Of HDFS files Spark checks the first row of all that it loads, and no other.
            if (refusal.isPresent() && !shape.isRocksDb && !isStart && isReadable(row)) {
                faults.remark(
                        FindingCode.STATE_STORE_VALUE_ROW_FORMAT_VALIDATION_FAILURE,
                        "Spark would refuse a value if it were the first it loads: " + refusal.get() + ".");
                return;
            }
            if (refusal.isPresent()) {
                faults.add(
                        FindingCode.STATE_STORE_VALUE_ROW_FORMAT_VALIDATION_FAILURE,
                        "Spark refuses a value: " + refusal.get() + ".");
                return;
            }
            valueDecoder.decode(row);
        }

        private boolean isReadable(byte[] row) {
            try {
                valueDecoder.decode(row);
                return true;
            } catch (RowProblem e) {
                return false;
            }
        }
    }
}
