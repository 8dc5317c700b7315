package dev.pawl.checkpoint.storage;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskContractTest implements StorageContract {
    @TempDir
    private Path directory;

    private Storage storage = new SimulatedStorage().open();

    @BeforeEach
    void openBelowADirectoryThatIsNotThere() {
        storage = Storages.openForWriting(
                directory.resolve("not/there").toString(), Durability.SYNCED, () -> UUID.randomUUID()
                        .toString());
    }

    @Override
    public Storage storage() {
        return storage;
    }
}
