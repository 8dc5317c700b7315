package dev.pawl.engine.operator;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** The buffer of each key that a task has met. Rows it gives are good until it is asked for others. */
interface Groups {
    /** Null if the key has none yet. */
    @Nullable
    InternalRow find(UnsafeRow key);

    /** A buffer that has seen nothing, for a key that has none. */
    InternalRow add(UnsafeRow key);

    int size();

    /** About how much memory they take, without what buffers that are objects have seen. */
    long bytes();

    void forEach(Each each) throws IOException;

    void clear();

    /** Takes one key after the other. */
    interface Each {
        void accept(UnsafeRow key, InternalRow buffer) throws IOException;
    }
}
