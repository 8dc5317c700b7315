/** Tests of {@code pawl run} with real processes. */
@NullMarked
package dev.pawl.cli.run;

import org.jspecify.annotations.NullMarked;
