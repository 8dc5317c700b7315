/** What stateful operators remember from batch to batch. */
@NullMarked
package dev.pawl.engine.state;

import org.jspecify.annotations.NullMarked;
