package dev.pawl.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class HdfsLikeContractTest implements StorageContract {
    @TempDir
    private Path directory;

    private Storage storage = new SimulatedStorage().open();

    @BeforeEach
    void openOnAFileSystemThatRenamesAtomically() {
        RenamingFileSystem fileSystem = new RenamingFileSystem();
        storage = new HadoopStorage(
                fileSystem,
                "hdfs:" + directory,
                new org.apache.hadoop.fs.Path(directory.toUri()),
                new RenameToPublish(
                        fileSystem, RenameToPublish.Namespace.HIERARCHICAL, Durability.SYNCED, () -> UUID.randomUUID()
                                .toString()));
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    @Override
    public Storage storage() {
        return storage;
    }
}
