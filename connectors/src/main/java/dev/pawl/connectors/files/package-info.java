/** Directories of JSON, CSV, text and Parquet files as streams, tables and targets, with Spark's logs. */
@NullMarked
package dev.pawl.connectors.files;

import org.jspecify.annotations.NullMarked;
