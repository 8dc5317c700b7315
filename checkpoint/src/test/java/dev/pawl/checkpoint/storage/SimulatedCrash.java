package dev.pawl.checkpoint.storage;

/** The machine stops here; an error, so that nothing that handles exceptions lives on. */
public final class SimulatedCrash extends Error {
    SimulatedCrash(String step) {
        super("crash before step " + step);
    }
}
