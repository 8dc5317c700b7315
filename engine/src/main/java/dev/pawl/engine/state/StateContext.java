package dev.pawl.engine.state;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Storage;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * Where the state of a query is, and what its stores work with.
 *
 * @param confs those recorded with the checkpoint, or that a new one will record
 * @param memory shared by all queries of the process
 * @param tasks threads to load partitions on
 * @param background makes snapshots and deletes what nobody needs any more; it does one thing at a time
 * @param uniqueNames unique strings made of letters, digits and hyphens
 */
public record StateContext(
        Storage checkpoint,
        RecordedConfs confs,
        StateSettings settings,
        StateMemory memory,
        ExecutorService tasks,
        Executor background,
        InstantSource clock,
        Supplier<String> uniqueNames) {}
