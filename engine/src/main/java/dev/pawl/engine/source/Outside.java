package dev.pawl.engine.source;

import dev.pawl.checkpoint.storage.Storage;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The world beyond a query: places, time and names. Tests put a simulated one in its place. */
public interface Outside {
    /** Opens a location, as a user types it, for reading and writing; closed by the caller. */
    Storage storage(String location);

    InstantSource clock();

    /** Unique strings for names of files, made of letters, digits and hyphens. */
    Supplier<String> uniqueNames();
}
