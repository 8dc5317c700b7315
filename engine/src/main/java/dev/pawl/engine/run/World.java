package dev.pawl.engine.run;

import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.source.Outside;

/** What is beyond a query, and beyond its sources and sinks: the places of checkpoints. */
public interface World extends Outside {
    /** Opens a checkpoint, which one process at a time writes; closed by the caller. */
    FencedStorage fenced(String location);

    /** Who this process is in the leases of its checkpoints. */
    Owner owner();
}
