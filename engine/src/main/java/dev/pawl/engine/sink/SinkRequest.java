package dev.pawl.engine.sink;

import dev.pawl.engine.option.Options;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What a query wants written.
 *
 * @param options those of the sink; {@code path} is the target where the format has one
 * @param columns the rows of the query
 * @param partitionColumns columns that become directories of the target
 * @param queryId the id of the query: exactly-once sinks know a batch by it and the batch id
 * @param nextBatchId the batch that the query goes on with: those before it are committed
 */
public record SinkRequest(
        Options options,
        StructType columns,
        List<String> partitionColumns,
        OutputMode mode,
        String queryId,
        long nextBatchId) {
    public SinkRequest {
        partitionColumns = List.copyOf(partitionColumns);
    }

    /** Of a query that has committed nothing. */
    public SinkRequest(
            Options options, StructType columns, List<String> partitionColumns, OutputMode mode, String queryId) {
        this(options, columns, partitionColumns, mode, queryId, 0);
    }
}
