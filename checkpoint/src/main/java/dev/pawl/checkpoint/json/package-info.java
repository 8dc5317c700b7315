/** Small JSON documents of a checkpoint, read strictly and within limits. */
@NullMarked
package dev.pawl.checkpoint.json;

import org.jspecify.annotations.NullMarked;
