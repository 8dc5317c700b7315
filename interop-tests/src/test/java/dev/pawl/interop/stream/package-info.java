/** Queries that remember, batch by batch, on Pawl and on real Spark. */
@NullMarked
package dev.pawl.interop.stream;

import org.jspecify.annotations.NullMarked;
