/** The text of the pipeline that a checkpoint belongs to. */
@NullMarked
package dev.pawl.checkpoint.kept;

import org.jspecify.annotations.NullMarked;
