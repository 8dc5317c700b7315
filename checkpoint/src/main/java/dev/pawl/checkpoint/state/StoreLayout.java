package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.error.ErrorCode;

/** Which files make up the versions of a store. */
public enum StoreLayout {
    /** The HDFS-backed provider: snapshots and deltas. */
    HDFS(StateFileName.Kind.SNAPSHOT, StateFileName.Kind.DELTA, ErrorCode.CANNOT_READ_DELTA_FILE_NOT_EXISTS),
    /** The RocksDB provider, with (checkpoint format 2) and without unique ids in the names. */
    ROCKSDB(StateFileName.Kind.ZIP, StateFileName.Kind.CHANGELOG, ErrorCode.CANNOT_READ_STREAMING_STATE_FILE);

    private final StateFileName.Kind base;
    private final StateFileName.Kind changes;
    private final ErrorCode changesMissing;

    StoreLayout(StateFileName.Kind base, StateFileName.Kind changes, ErrorCode changesMissing) {
        this.base = base;
        this.changes = changes;
        this.changesMissing = changesMissing;
    }

    StateFileName base(long version) {
        return StateFileName.of(version, base);
    }

    StateFileName changes(long version) {
        return StateFileName.of(version, changes);
    }

    ErrorCode changesMissing() {
        return changesMissing;
    }

    boolean has(StateFileName file) {
        return file.kind() == base || file.kind() == changes;
    }
}
