/** Delta tables as sources and sinks, through Delta Kernel on our storage. */
@NullMarked
package dev.pawl.connectors.delta;

import org.jspecify.annotations.NullMarked;
