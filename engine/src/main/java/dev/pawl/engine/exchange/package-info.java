/** Rows on their way from the tasks that read them to the partitions they belong to. */
@NullMarked
package dev.pawl.engine.exchange;

import org.jspecify.annotations.NullMarked;
