package dev.pawl.engine;

import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.World;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The world as it is: this machine's disks, and the file systems that can be reached from it. */
final class LocalWorld implements World {
    @Override
    public Storage storage(String location) {
        return Storages.openForWriting(location, Durability.SYNCED, uniqueNames());
    }

    @Override
    public FencedStorage fenced(String location) {
        return Storages.openFenced(location, Durability.SYNCED, uniqueNames());
    }

    @Override
    public Owner owner() {
        return Owner.thisProcess();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Supplier<String> uniqueNames() {
        return () -> UUID.randomUUID().toString();
    }
}
