package dev.pawl.engine.function;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** The key that a function is called for: what it asks and changes is that of this key. */
final class CurrentKey {
    private @Nullable UnsafeRow row;

    void set(@Nullable UnsafeRow key) {
        row = key;
    }

    UnsafeRow row() {
        if (row == null) {
            throw new IllegalStateException("state and timers belong to a key: they can be asked and changed in"
                    + " handleInputRows and handleExpiredTimer");
        }
        return row;
    }
}
