/** The state of running queries: stores in memory and in RocksDB, on the files that Spark writes. */
@NullMarked
package dev.pawl.engine.state;

import org.jspecify.annotations.NullMarked;
