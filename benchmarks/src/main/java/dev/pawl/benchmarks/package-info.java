/** Pawl and real Spark side by side: the same query in processes of their own, measured from outside. */
@NullMarked
package dev.pawl.benchmarks;

import org.jspecify.annotations.NullMarked;
