/** What can go wrong with a checkpoint: one exception, a code, and the kind that says how to react. */
@NullMarked
package dev.pawl.checkpoint.error;

import org.jspecify.annotations.NullMarked;
