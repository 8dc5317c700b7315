/** The compression of state files, in the containers Spark reads and writes. */
@NullMarked
package dev.pawl.checkpoint.codec;

import org.jspecify.annotations.NullMarked;
