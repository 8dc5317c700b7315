package dev.pawl.interop;

import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.source.Outside;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The disk and the clock of this machine. */
public final class LocalOutside implements Outside {
    @Override
    public Storage storage(String location) {
        return Storages.openForWriting(location, Durability.UNSYNCED, uniqueNames());
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
