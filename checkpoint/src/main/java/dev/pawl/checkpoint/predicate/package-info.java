/** Conditions on decoded rows, written as in a SQL WHERE clause. */
@NullMarked
package dev.pawl.checkpoint.predicate;

import org.jspecify.annotations.NullMarked;
