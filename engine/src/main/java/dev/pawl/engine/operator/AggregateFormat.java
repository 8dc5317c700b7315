package dev.pawl.engine.operator;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConf;
import org.apache.spark.sql.types.StructType;

/** What a checkpoint keeps of a key; {@code spark.sql.streaming.aggregation.stateFormatVersion} records it. */
enum AggregateFormat {
    /** The key once more, then the buffer. */
    KEY_AND_BUFFER,
    BUFFER;

    /** @param version as recorded */
    static AggregateFormat of(int version) {
        if (version < 1 || version > values().length) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STREAM,
                    "The checkpoint keeps aggregations in format " + version + " ("
                            + RecordedConf.AGGREGATION_STATE_FORMAT_VERSION.key()
                            + "), and there are formats 1 and 2.");
        }
        return values()[version - 1];
    }

    StructType kept(AggregateLayout layout) {
        if (this == BUFFER) {
            return layout.buffer();
        }
        StructType kept = new StructType(layout.key().fields().clone());
        for (int i = 0; i < layout.buffer().length(); i++) {
            kept = kept.add(layout.buffer().apply(i));
        }
        return kept;
    }

    /** For one thread. */
    KeptBuffers buffers(AggregateLayout layout) {
        return this == BUFFER ? new KeptBuffers.Alone() : new KeptBuffers.BehindKeys(layout, kept(layout));
    }
}
