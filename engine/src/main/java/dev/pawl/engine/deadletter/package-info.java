/** Records that a query cannot take: where they are kept, when there are too many, and how they are read again. */
@NullMarked
package dev.pawl.engine.deadletter;

import org.jspecify.annotations.NullMarked;
