package dev.pawl.engine.state;

/** Where a query keeps its state while it runs. The files of a checkpoint are the same: each start may choose anew. */
public enum StoreKind {
    /** On the heap; when the state of all queries takes more of it than it may, stores move to RocksDB. */
    MEMORY,
    /** In RocksDB: on local disk, with one budget of memory for all stores of the process. */
    ROCKSDB
}
