/** A checkpoint at rest: what it holds, and what can be restored from it. */
@NullMarked
package dev.pawl.checkpoint;

import org.jspecify.annotations.NullMarked;
