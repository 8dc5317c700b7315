package dev.pawl.engine.source;

import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;

/**
 * How what a query writes is read by others of its pipeline.
 *
 * @param columns known before anything is written
 * @param table looks for what was written; fails with {@code PATH_NOT_FOUND} or {@code DELTA_TABLE_NOT_FOUND} as long as there is nothing
 */
public record ReadBack(StructType columns, Supplier<SourceTable> table) {}
