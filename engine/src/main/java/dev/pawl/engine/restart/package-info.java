/** Where a query goes on from its checkpoint, and whether it fits it: told before anything is written. */
@NullMarked
package dev.pawl.engine.restart;

import org.jspecify.annotations.NullMarked;
