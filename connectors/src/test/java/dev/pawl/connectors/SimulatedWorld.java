package dev.pawl.connectors;

import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.SimulatedMachine;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.World;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A machine that is started again and again: what was compiled once runs on it as it is now. Its clock stands still. */
final class SimulatedWorld implements World {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private volatile @Nullable SimulatedMachine machine;
    private final AtomicInteger boots = new AtomicInteger();
    private volatile String names = "";

    /** From now on names begin so: for what is known beyond the machine, where names of other stories are known too. */
    void nameAfter(String story) {
        names = story;
    }

    /** From now on this is the machine, and whoever ran before is dead. */
    void boot(SimulatedMachine next) {
        boots.incrementAndGet();
        machine = next;
    }

    private SimulatedMachine machine() {
        SimulatedMachine now = machine;
        if (now == null) {
            throw new IllegalStateException("the machine was not started");
        }
        return now;
    }

    @Override
    public Storage storage(String location) {
        return machine().storage(location);
    }

    @Override
    public FencedStorage fenced(String location) {
        return machine().fenced(location);
    }

    @Override
    public Owner owner() {
        // No process of this number started then: whoever ran before is found dead.
        return new Owner("simulated", "", 1, boots.get());
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    @Override
    public Supplier<String> uniqueNames() {
        Supplier<String> ofMachine = machine().uniqueNames();
        return () -> names + ofMachine.get();
    }
}
