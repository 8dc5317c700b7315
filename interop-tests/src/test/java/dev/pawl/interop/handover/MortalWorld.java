package dev.pawl.interop.handover;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.World;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** This machine, for a process that dies at a moment: from then on nothing it does reaches a disk. */
final class MortalWorld implements World {
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final World machine = Pawl.outside();
    private final Optional<Kill> kill;
    // No process of this number was started then: who ran before is found dead.
    private final Owner owner = new Owner("handover", "", 1, STARTS.incrementAndGet());
    private volatile boolean isDead;

    MortalWorld(Optional<Kill> kill) {
        this.kill = kill;
    }

    @Override
    public Storage storage(String location) {
        return new Mortal<>(machine.storage(location));
    }

    @Override
    public FencedStorage fenced(String location) {
        return new MortalFenced(machine.fenced(location));
    }

    @Override
    public Owner owner() {
        return owner;
    }

    @Override
    public InstantSource clock() {
        return machine.clock();
    }

    @Override
    public Supplier<String> uniqueNames() {
        return machine.uniqueNames();
    }

    private void requireLife() {
        if (isDead) {
            throw new Kill.Death(kill.orElseThrow());
        }
    }

    private void reach(String file, boolean isAfter) {
        if (kill.isPresent() && kill.get().equals(new Kill(file, isAfter))) {
            isDead = true;
        }
        requireLife();
    }

    private class Mortal<S extends Storage> implements Storage {
        final S storage;

        Mortal(S storage) {
            this.storage = storage;
        }

        @Override
        public String root() {
            return storage.root();
        }

        @Override
        public List<StorageEntry> list(String directory) throws IOException {
            requireLife();
            return storage.list(directory);
        }

        @Override
        public InputStream read(String path) throws IOException {
            requireLife();
            return storage.read(path);
        }

        @Override
        public RandomAccess open(String path) throws IOException {
            requireLife();
            return storage.open(path);
        }

        @Override
        public void createNew(String path, Content content) throws IOException {
            reach(path, false);
            storage.createNew(path, content);
            reach(path, true);
        }

        @Override
        public void replace(String path, Content content) throws IOException {
            requireLife();
            storage.replace(path, content);
        }

        @Override
        public FileOutput create(String path) throws IOException {
            requireLife();
            return storage.create(path);
        }

        @Override
        public void delete(String path) throws IOException {
            requireLife();
            storage.delete(path);
        }

        @Override
        public void close() throws IOException {
            storage.close();
        }
    }

    private final class MortalFenced extends Mortal<FencedStorage> implements FencedStorage {
        MortalFenced(FencedStorage storage) {
            super(storage);
        }

        @Override
        public OptionalLong highestClaim() throws IOException {
            requireLife();
            return storage.highestClaim();
        }

        @Override
        public boolean claim(OptionalLong after) throws IOException {
            requireLife();
            return storage.claim(after);
        }

        @Override
        public boolean isOwner() throws IOException {
            requireLife();
            return storage.isOwner();
        }
    }
}
