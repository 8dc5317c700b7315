/** What was declared lost: rows that a query went on without, because it was told to. */
@NullMarked
package dev.pawl.checkpoint.gap;

import org.jspecify.annotations.NullMarked;
