/** RocksDB snapshots of a state store: read without native code, written with RocksDB itself. */
@NullMarked
package dev.pawl.checkpoint.rocksdb;

import org.jspecify.annotations.NullMarked;
