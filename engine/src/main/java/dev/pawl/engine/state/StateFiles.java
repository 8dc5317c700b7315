package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshots;
import dev.pawl.checkpoint.state.LoadOptions;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StateLoader;
import dev.pawl.checkpoint.storage.Storage;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the state files of a checkpoint are read and written.
 *
 * @param ids empty where files are named by their version alone
 * @param uniqueNames for the ids of new files
 */
record StateFiles(
        Storage storage,
        StateFormat format,
        StateFileReader reader,
        StateLoader loader,
        Optional<CommittedIds> ids,
        Supplier<String> uniqueNames) {

    static StateFiles of(
            Storage storage, StateFormat format, Optional<CommittedIds> ids, Supplier<String> uniqueNames) {
        StateFileReader reader = new StateFileReader(storage, format.codec());
        StateLoader loader = new StateLoader(
                reader,
                new RocksDbSnapshots(storage, format.delimiter()),
                LoadOptions.forHeap(Runtime.getRuntime().maxMemory(), format.delimiter()));
        return new StateFiles(storage, format, reader, loader, ids, uniqueNames);
    }
}
