/** Reading everything in a checkpoint and saying what is wrong with it, and what to do about it. */
@NullMarked
package dev.pawl.checkpoint.verify;

import org.jspecify.annotations.NullMarked;
