/** Rows as Spark stores them: read, written, printed, hashed to a partition and turned into RocksDB keys. */
@NullMarked
package dev.pawl.checkpoint.row;

import org.jspecify.annotations.NullMarked;
