package dev.pawl.engine.step;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Takes rows one after another; a row is the caller's again when the call returns. */
public interface RowConsumer {
    void accept(InternalRow row) throws IOException;
}
