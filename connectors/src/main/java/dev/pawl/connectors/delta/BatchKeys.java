package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import io.delta.kernel.expressions.Predicate;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** The keys of the rows of a batch, or of one task of it: each may be there once. */
final class BatchKeys {
    private final DeltaTable table;
    private final KeyEncoder encoder;
    private final KeyBounds bounds;
    private final KeySet keys = new KeySet();

    /** @param rows the columns of the rows that are added */
    BatchKeys(DeltaTable table, MergeKeys merge, StructType rows) {
        this.table = table;
        int[] ordinals = merge.ordinals(rows);
        this.encoder = new KeyEncoder(merge, ordinals);
        this.bounds = new KeyBounds(merge, ordinals);
    }

    void add(InternalRow row) {
        encoder.encode(row);
        try {
            if (!encoder.isNewIn(keys)) {
                throw twice(encoder.key());
            }
        } catch (KeySet.KeysTooLargeException e) {
            throw tooLarge(e);
        }
        bounds.add(row);
    }

    void addAll(BatchKeys other) {
        bounds.addAll(other.bounds);
        try {
            byte[] both = keys.addAll(other.keys);
            if (both.length > 0) {
                throw twice(both);
            }
        } catch (KeySet.KeysTooLargeException e) {
            throw tooLarge(e);
        }
    }

    private PawlException twice(byte[] key) {
        return new PawlException(
                ErrorCode.DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE,
                "A batch has two rows for one key of Delta table " + table.location()
                        + ", and nothing says which of them counts. key=(" + encoder.shown(key) + ").");
    }

    private PawlException tooLarge(KeySet.KeysTooLargeException e) {
        return new PawlException(
                ErrorCode.SINK_UNSUPPORTED,
                "The keys of a batch for Delta table " + table.location() + " take more than " + KeySet.BYTES_MAX
                        + " bytes: let the sources give smaller batches, for example with maxFilesPerTrigger.",
                e);
    }

    int size() {
        return keys.size();
    }

    KeySet set() {
        return keys;
    }

    /** What files must fulfil that may hold one of the keys; none if any may. */
    Optional<Predicate> filter() {
        return bounds.predicate();
    }
}
