/** The proof that one process alone may write a checkpoint. */
@NullMarked
package dev.pawl.engine.lease;

import org.jspecify.annotations.NullMarked;
