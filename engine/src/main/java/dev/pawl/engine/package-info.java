/** Pawl as a library: pipelines and streaming queries in one process. Start at {@link dev.pawl.engine.Pawl}. */
@NullMarked
package dev.pawl.engine;

import org.jspecify.annotations.NullMarked;
