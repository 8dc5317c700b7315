/** What a query reads from: formats, the sources they open, and the parts of a batch that are read in parallel. */
@NullMarked
package dev.pawl.engine.source;

import org.jspecify.annotations.NullMarked;
