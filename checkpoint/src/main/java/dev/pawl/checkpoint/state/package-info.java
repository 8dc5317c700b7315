/** State stores at rest: their files, and the keys and values of any version. */
@NullMarked
package dev.pawl.checkpoint.state;

import org.jspecify.annotations.NullMarked;
