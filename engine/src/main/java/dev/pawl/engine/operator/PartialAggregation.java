package dev.pawl.engine.operator;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Brings together what one task has of each key, so that a buffer a key goes on and not each row. */
final class PartialAggregation implements Inflow {
    /** With more keys than this the task gives what it has: memory stays bounded, and the rest is brought together later. */
    private static final int KEYS_MAX = 100_000;

    private static final long BYTES_MAX = 32 << 20;

    /** About what one takes whose bytes are nowhere told. */
    private static final int ROW_BYTES = 256;

    private final AggregateLayout layout;
    private final AggregateLayout.Copies copies;

    PartialAggregation(AggregateLayout layout, AggregateLayout.Copies copies) {
        this.layout = layout;
        this.copies = copies;
    }

    @Override
    public int columns() {
        return layout.buffer().length();
    }

    @Override
    public Instance instance() {
        UnsafeProjection key = copies.groupings().projection();
        AggregateBuffers buffers = new AggregateBuffers(layout, copies);
        Groups groups = buffers.groups();
        return new Instance() {
            /** Fractions that are sent in parts are added in another order: Spark's result has other digits then. */
            private final long bytesMax = buffers.isExact() ? BYTES_MAX : Long.MAX_VALUE;

            private KeyedConsumer out = (itsKey, row) -> {};
            private long collectedBytes;

            @Override
            public void start(KeyedConsumer itsOut) {
                groups.clear();
                collectedBytes = 0;
                out = itsOut;
            }

            /** A buffer of its own: one that fails half-way is of no use any more. */
            @Override
            public void check(InternalRow row) {
                key.apply(row);
                buffers.update(buffers.fresh(), row);
            }

            @Override
            public void accept(InternalRow row) throws IOException {
                UnsafeRow itsKey = key.apply(row);
                InternalRow buffer = groups.find(itsKey);
                if (buffer == null) {
                    if (groups.size() >= KEYS_MAX || groups.bytes() >= bytesMax) {
                        flush();
                    }
                    buffer = groups.add(itsKey);
                }
                buffers.update(buffer, row);
                if (buffers.collect()) {
                    collectedBytes += row instanceof UnsafeRow bytes ? bytes.getSizeInBytes() : ROW_BYTES;
                    if (collectedBytes >= bytesMax) {
                        flush();
                    }
                }
            }

            @Override
            public void flush() throws IOException {
                groups.forEach((itsKey, buffer) -> out.accept(itsKey, buffers.stored(buffer)));
                groups.clear();
                collectedBytes = 0;
            }
        };
    }
}
