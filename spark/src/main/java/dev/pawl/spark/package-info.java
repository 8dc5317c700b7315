/** The same pipeline file on Apache Spark, in a process of its own. */
@NullMarked
package dev.pawl.spark;

import org.jspecify.annotations.NullMarked;
