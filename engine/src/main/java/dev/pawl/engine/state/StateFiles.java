package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshots;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.LoadOptions;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StateLoader;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
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

    /** Reads a whole file to see whether it is damaged; what keeps it from being read for now is not its fault. */
    boolean isReadable(StoreFiles listed, StateFileName file) {
        try {
            if (file.kind().isBase()) {
                drain(listed, file);
            } else {
                drain(
                        format.layout() == StoreLayout.HDFS
                                ? reader.delta(listed.path(file))
                                : reader.changelog(listed.path(file)));
            }
            return true;
        } catch (PawlException e) {
            return e.code().kind() != ErrorKind.DAMAGED;
        } catch (IOException e) {
            return true;
        }
    }

    private void drain(StoreFiles listed, StateFileName base) throws IOException {
        try (StateCursor rows = format.layout() == StoreLayout.HDFS
                ? reader.snapshot(listed.path(base))
                : new RocksDbSnapshots(storage, format.delimiter()).open(listed.directory(), base.format())) {
            boolean isMore = true;
            while (isMore) {
                isMore = rows.next();
            }
        }
    }

    private static void drain(ChangeCursor changes) throws IOException {
        try (changes) {
            boolean isMore = true;
            while (isMore) {
                isMore = changes.next();
            }
        }
    }
}
