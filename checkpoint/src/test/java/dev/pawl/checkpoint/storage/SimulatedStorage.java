package dev.pawl.checkpoint.storage;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A real storage on a disk in memory that can fail, lose power, and be looked at afterwards. */
public final class SimulatedStorage {
    /** Opens the storage under test on a disk. */
    interface Protocol {
        Storage open(Disk disk, Supplier<String> ids);
    }

    static final String ROOT = "/checkpoint";

    private final MemoryDisk disk;
    private final Protocol protocol;
    private final AtomicLong ids;
    private FaultyDisk lastOpened;

    public SimulatedStorage() {
        this(SimulatedStorage::localStorage);
    }

    SimulatedStorage(Protocol protocol) {
        this(new MemoryDisk(), protocol, 0);
    }

    private SimulatedStorage(MemoryDisk disk, Protocol protocol, long idsUsed) {
        this.disk = disk;
        this.protocol = protocol;
        this.ids = new AtomicLong(idsUsed);
        this.lastOpened = new FaultyDisk(disk, Faults.none());
    }

    static Storage localStorage(Disk disk, Supplier<String> ids) {
        return new LocalStorage(disk, ROOT, ROOT, Durability.SYNCED, ids);
    }

    /** Opens the storage as a process does that starts now; its steps count from 0. */
    public Storage open(Faults faults) {
        lastOpened = new FaultyDisk(disk, faults);
        return protocol.open(lastOpened, () -> Long.toString(ids.incrementAndGet()));
    }

    public Storage open() {
        return open(Faults.none());
    }

    /** The same machine, for a program that has several places on it. */
    SimulatedMachine start(Faults faults) {
        lastOpened = new FaultyDisk(disk, faults);
        return new SimulatedMachine(lastOpened, () -> Long.toString(ids.incrementAndGet()));
    }

    /** The writing calls the storage opened last made to its disk, such as {@code 3: link /checkpoint/.x.1.tmp -> …}. */
    public List<String> trace() {
        return lastOpened.trace();
    }

    /** How many writing calls that were. */
    public int steps() {
        return lastOpened.steps();
    }

    boolean hasCrashed() {
        return lastOpened.hasCrashed();
    }

    /** What the next process finds if the machine stops now; this one stays as it is. */
    public SimulatedStorage afterCrash(Survivors survivors, long seed) {
        return new SimulatedStorage(disk.afterCrash(survivors, new Random(seed)), protocol, ids.get());
    }
}
