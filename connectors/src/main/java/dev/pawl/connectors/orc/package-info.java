/** Reads and writes ORC files by batches of columns, with Spark's mapping of types. */
@NullMarked
package dev.pawl.connectors.orc;

import org.jspecify.annotations.NullMarked;
