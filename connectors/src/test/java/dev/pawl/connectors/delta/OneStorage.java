package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.source.Outside;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** One storage for everything, a clock that stands still, and names that no two processes share. */
record OneStorage(Storage storage) implements Outside {
    @Override
    public Storage storage(String location) {
        return storage;
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Override
    public Supplier<String> uniqueNames() {
        return () -> UUID.randomUUID().toString();
    }
}
