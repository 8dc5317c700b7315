/** {@code pawl run} and what belongs to it. Loads the engine only when one of these commands runs. */
@NullMarked
package dev.pawl.cli.run;

import org.jspecify.annotations.NullMarked;
