package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.rocksdb.RocksDbSnapshots;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.ChangelogFormat;
import dev.pawl.checkpoint.state.Checksums;
import dev.pawl.checkpoint.state.LoadOptions;
import dev.pawl.checkpoint.state.LoadPlan;
import dev.pawl.checkpoint.state.StateFileReader;
import dev.pawl.checkpoint.state.StateFileWriter;
import dev.pawl.checkpoint.state.StateLoader;
import dev.pawl.checkpoint.state.StoreFiles;
import dev.pawl.checkpoint.state.Versions;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;

/** The files of one store of one partition: brings a table to a version, and writes what was changed as the next one. */
final class StoreDirectory {
    private final Storage storage;
    private final StateFormat format;
    private final String path;
    private final StateLoader loader;
    private StateFileWriter writer;

    StoreDirectory(StateContext context, StateFormat format, String path) {
        this.storage = context.checkpoint();
        this.format = format;
        this.path = path;
        this.loader = new StateLoader(
                new StateFileReader(storage, format.codec()),
                new RocksDbSnapshots(storage, format.delimiter()),
                LoadOptions.forHeap(Runtime.getRuntime().maxMemory(), format.delimiter()));
        this.writer = writer(StoreFiles.list(storage, path));
    }

    private StateFileWriter writer(StoreFiles files) {
        return new StateFileWriter(storage, files, format.codec(), Checksums.none());
    }

    LoadReport load(long version, Table table, RowForm form) {
        StoreFiles files = StoreFiles.list(storage, path);
        writer = writer(files);
        LoadPlan plan = Versions.of(format.layout()).plan(files, version);
        table.clear();
        Slice key = new Slice();
        Slice value = new Slice();
        try (StateCursor rows = loader.load(files, format.layout(), version)) {
            while (rows.next()) {
                form.fromFileKey(rows.key(), key);
                form.fromFileValue(rows.value(), value);
                table.put(key, value);
            }
        } catch (RowProblem e) {
            throw new PawlException(
                    ErrorCode.STATE_ROW_CORRUPT,
                    "Version " + version + " of the state in " + path + " below " + storage.root()
                            + " has a row that cannot be read: " + e.getMessage() + ".",
                    e);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Version " + version + " of the state in " + path + " below " + storage.root() + " cannot be read: "
                            + e.getMessage() + ".",
                    e);
        }
        table.commit();
        return new LoadReport(
                1, table.rows(), plan.files().size(), plan.changes().size(), 0);
    }

    void commit(long version, Table table, RowForm form) {
        FileChanges changes = new FileChanges(table.changes(), form);
        switch (format.layout()) {
            case HDFS -> writer.writeDelta(version, changes);
            case ROCKSDB -> writer.writeChangelog(version, ChangelogFormat.V1, changes);
        }
    }
}
