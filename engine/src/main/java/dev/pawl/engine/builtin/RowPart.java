package dev.pawl.engine.builtin;

import dev.pawl.engine.sink.WrittenPart;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of one task.
 *
 * @param kept those that are needed later; sinks that need none only count
 */
record RowPart(long rows, List<InternalRow> kept) implements WrittenPart {
    RowPart {
        kept = List.copyOf(kept);
    }
}
