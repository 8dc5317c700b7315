package dev.pawl.engine.plan;

import dev.pawl.engine.source.SourceTable;
import org.apache.spark.sql.types.StructType;

/**
 * A place in a query where a stream is read: one line of the offset log.
 *
 * @param source number of the source; the same for two places that read the same one
 * @param name of the table in the pipeline
 * @param required the columns the query uses, in the order of the table
 */
public record QueryInput(int source, String name, SourceTable table, StructType required) {}
