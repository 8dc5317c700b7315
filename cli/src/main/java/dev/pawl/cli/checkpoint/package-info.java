/** The commands that look at checkpoints. */
@NullMarked
package dev.pawl.cli.checkpoint;

import org.jspecify.annotations.NullMarked;
