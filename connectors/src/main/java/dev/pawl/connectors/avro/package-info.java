/** Reads and writes Avro files row by row, with Spark's mapping of types. */
@NullMarked
package dev.pawl.connectors.avro;

import org.jspecify.annotations.NullMarked;
