/** Keys and values of state as raw bytes, and walking over them. */
@NullMarked
package dev.pawl.checkpoint.entry;

import org.jspecify.annotations.NullMarked;
