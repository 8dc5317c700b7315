/** State as rows with names and types: the answers of Spark's {@code statestore} source, without Spark. */
@NullMarked
package dev.pawl.checkpoint.view;

import org.jspecify.annotations.NullMarked;
