/** Options of sources and sinks, as users write them. */
@NullMarked
package dev.pawl.engine.option;

import org.jspecify.annotations.NullMarked;
