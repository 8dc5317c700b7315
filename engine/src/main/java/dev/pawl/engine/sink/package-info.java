/** What a query writes to: formats, the sinks they open, and one batch on its way into a sink. */
@NullMarked
package dev.pawl.engine.sink;

import org.jspecify.annotations.NullMarked;
