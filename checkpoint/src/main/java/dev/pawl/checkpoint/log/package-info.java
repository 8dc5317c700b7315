/** The logs of a checkpoint: what each batch reads, which batches are done, and what sources and the file sink remember. */
@NullMarked
package dev.pawl.checkpoint.log;

import org.jspecify.annotations.NullMarked;
