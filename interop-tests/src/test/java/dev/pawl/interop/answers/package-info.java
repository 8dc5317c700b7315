/** The same SQL over the same rows on Pawl and on real Spark: rows, columns and errors must be the same. */
@NullMarked
package dev.pawl.interop.answers;

import org.jspecify.annotations.NullMarked;
