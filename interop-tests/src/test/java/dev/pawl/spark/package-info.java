/** Pipelines on a real Spark, beside the embedded engine. */
@NullMarked
package dev.pawl.spark;

import org.jspecify.annotations.NullMarked;
