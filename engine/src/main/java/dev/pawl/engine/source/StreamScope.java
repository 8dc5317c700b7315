package dev.pawl.engine.source;

import dev.pawl.checkpoint.storage.Storage;
import org.apache.spark.sql.types.StructType;

/**
 * What a source of a running query knows about the query.
 *
 * @param sourceId its number in the query, "0", "1", …; its private log is {@code sources/<sourceId>}
 * @param required the columns to deliver, in this order; a subset of the table's
 * @param checkpoint the checkpoint of the query; closed by the query
 * @param queryId the query's id
 */
public record StreamScope(String sourceId, StructType required, Storage checkpoint, String queryId) {}
