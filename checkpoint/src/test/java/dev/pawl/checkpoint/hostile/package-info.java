/** Whole checkpoints with one bad file, read through everything that reads a checkpoint. */
@NullMarked
package dev.pawl.checkpoint.hostile;

import org.jspecify.annotations.NullMarked;
