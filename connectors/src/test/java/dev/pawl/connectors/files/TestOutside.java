package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.source.Outside;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A clock that stands still, names that count, and storages from anywhere. */
class TestOutside implements Outside {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong names = new AtomicLong();
    private final Function<String, Storage> storages;

    TestOutside() {
        AtomicLong temporaryNames = new AtomicLong();
        this.storages = location ->
                Storages.openForWriting(location, Durability.UNSYNCED, () -> "t" + temporaryNames.incrementAndGet());
    }

    TestOutside(Function<String, Storage> storages) {
        this.storages = storages;
    }

    @Override
    public Storage storage(String location) {
        return storages.apply(location);
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    @Override
    public Supplier<String> uniqueNames() {
        return () -> "n" + names.incrementAndGet();
    }
}
