/** Rows into Parquet, column by column and without boxing. */
@NullMarked
package dev.pawl.connectors.parquet;

import org.jspecify.annotations.NullMarked;
