/** Tests of Delta tables as sources and sinks. */
@NullMarked
package dev.pawl.connectors.delta;

import org.jspecify.annotations.NullMarked;
