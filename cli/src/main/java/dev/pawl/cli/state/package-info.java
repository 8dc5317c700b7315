/** The commands that read state: {@code pawl state …}. */
@NullMarked
package dev.pawl.cli.state;

import org.jspecify.annotations.NullMarked;
