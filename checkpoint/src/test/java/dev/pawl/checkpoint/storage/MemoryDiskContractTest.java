package dev.pawl.checkpoint.storage;

class MemoryDiskContractTest implements StorageContract {
    private final Storage storage = new SimulatedStorage().open();

    @Override
    public Storage storage() {
        return storage;
    }
}
