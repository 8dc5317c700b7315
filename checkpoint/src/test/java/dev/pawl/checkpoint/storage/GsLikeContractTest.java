package dev.pawl.checkpoint.storage;

import java.util.concurrent.atomic.AtomicInteger;

class GsLikeContractTest implements StorageContract {
    private final AtomicInteger ids = new AtomicInteger();
    private final ObjectStoreFileSystem fileSystem = new ObjectStoreFileSystem(CloseToPublish.Connector.GS);
    private final Storage storage = new HadoopStorage(
            fileSystem,
            "s3a://bucket/checkpoint",
            new org.apache.hadoop.fs.Path("s3a://bucket/checkpoint"),
            new CloseToPublish(fileSystem, CloseToPublish.Connector.GS, () -> Integer.toString(ids.incrementAndGet())));

    @Override
    public Storage storage() {
        return storage;
    }
}
