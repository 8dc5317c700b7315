package dev.pawl.checkpoint.storage;

import java.util.concurrent.atomic.AtomicInteger;

class S3aLikeContractTest implements StorageContract {
    private final AtomicInteger ids = new AtomicInteger();
    private final ObjectStoreFileSystem fileSystem = new ObjectStoreFileSystem(CloseToPublish.Connector.S3A);
    private final Storage storage = new HadoopStorage(
            fileSystem,
            "s3a://bucket/checkpoint",
            new org.apache.hadoop.fs.Path("s3a://bucket/checkpoint"),
            new CloseToPublish(
                    fileSystem, CloseToPublish.Connector.S3A, () -> Integer.toString(ids.incrementAndGet())));

    @Override
    public Storage storage() {
        return storage;
    }
}
