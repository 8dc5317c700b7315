/** Tests of whole queries between real sources and sinks. */
@NullMarked
package dev.pawl.connectors;

import org.jspecify.annotations.NullMarked;
