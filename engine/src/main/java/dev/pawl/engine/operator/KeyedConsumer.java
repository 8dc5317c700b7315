package dev.pawl.engine.operator;

import java.io.IOException;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Takes rows with their keys; both are the caller's again when the call returns. */
public interface KeyedConsumer {
    void accept(UnsafeRow key, UnsafeRow row) throws IOException;
}
