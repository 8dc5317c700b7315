package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.OffsetEntry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads both logs batch by batch; an entry that is damaged does not keep the others from being read. */
final class BatchReader {
    private final Checkpoint checkpoint;
    private final Set<Long> planned;
    private final Set<Long> committed;

    BatchReader(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.planned = new HashSet<>(checkpoint.offsets().batchIds());
        this.committed = new HashSet<>(checkpoint.commits().batchIds());
    }

    Batch read(long id, Optional<OffsetEntry> before) {
        Optional<String> problem = Optional.empty();
        Optional<OffsetEntry> plan = Optional.empty();
        Optional<CommitEntry> commit = Optional.empty();
        try {
            plan = planned.contains(id) ? Optional.of(checkpoint.offsets().entry(id)) : Optional.empty();
        } catch (PawlException e) {
            problem = Optional.of(e.what());
        }
        try {
            commit = committed.contains(id) ? Optional.of(checkpoint.commits().entry(id)) : Optional.empty();
        } catch (PawlException e) {
            problem = Optional.of(problem.map(known -> known + " ").orElse("") + e.what());
        }
        return new Batch(id, before, plan, committed.contains(id), commit, problem);
    }

    /** The plan of a batch; empty if it is damaged. */
    Optional<OffsetEntry> plan(long id) {
        return read(id, Optional.empty()).plan();
    }
}
