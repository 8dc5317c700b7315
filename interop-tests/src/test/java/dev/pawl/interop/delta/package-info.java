/** Delta tables that real Spark wrote, changed and reads. */
@NullMarked
package dev.pawl.interop.delta;

import org.jspecify.annotations.NullMarked;
