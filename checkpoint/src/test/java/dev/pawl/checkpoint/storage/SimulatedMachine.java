package dev.pawl.checkpoint.storage;

import java.util.function.Supplier;

/** A machine with one disk, on which a program has several places; when it stops, all of them do. */
public final class SimulatedMachine {
    private final Disk disk;
    private final Supplier<String> ids;

    SimulatedMachine(Disk disk, Supplier<String> ids) {
        this.disk = disk;
        this.ids = ids;
    }

    /** @param path absolute */
    public Storage storage(String path) {
        return new LocalStorage(disk, path, path, Durability.SYNCED, ids);
    }

    /** @param path absolute */
    public FencedStorage fenced(String path) {
        return new StagedStorage(disk, path, path, Durability.SYNCED, ids);
    }

    /** Unique on this machine, also after it was started again. */
    public Supplier<String> uniqueNames() {
        return ids;
    }
}
