package dev.pawl.checkpoint;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Goes through what a restart needs, in the order in which it is needed, up to the first thing that is wrong. */
final class HealthCheck {
    private final Checkpoint checkpoint;

    HealthCheck(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    Diagnosis diagnose() {
        try {
            OptionalLong planned = checkpoint.offsets().latest();
            OptionalLong committed = checkpoint.commits().latest();
            if (planned.isEmpty()) {
                return withoutPlan(committed);
            }
            return withPlan(planned.getAsLong(), committed.orElse(-1));
        } catch (PawlException e) {
            return switch (e.code().kind()) {
                case UNAVAILABLE -> new Diagnosis(Health.UNREACHABLE, e.what());
                case BUG -> throw e;
                case USAGE, ROWS_UNFIT, DAMAGED, REFUSED, OUTCOME_UNKNOWN -> damaged(e.what());
            };
        }
    }

    private Diagnosis withoutPlan(OptionalLong committed) {
        if (committed.isPresent()) {
            return damaged("There are commits up to batch " + committed.getAsLong() + " but no offsets.");
        }
        if (!operators().isEmpty()) {
            return damaged("There is state but no offsets.");
        }
        return new Diagnosis(Health.EMPTY, "No batch was planned yet: a query starts with batch 0.");
    }

    private Diagnosis withPlan(long last, long committed) {
        if (checkpoint.metadata().isEmpty()) {
            return damaged("File metadata is missing: Spark would give the query a new id, or refuse to start.");
        }
        if (committed > last) {
            return damaged("Batch " + committed + " is committed, but the last one planned is " + last + ".");
        }
        if (checkpoint.offsets().entry(last).metadata().isEmpty() && !checkpoint.isContinuous()) {
            return damaged(
                    "File " + OffsetLog.DIRECTORY + "/" + last + " has no metadata: Spark cannot resume from it.");
        }
        List<OperatorState> operators = operators();
        NavigableSet<Long> planned = new TreeSet<>(checkpoint.offsets().batchIds());
        if (!knowsItsStart(last, planned, operators)) {
            return damaged("File " + OffsetLog.DIRECTORY + "/" + (last - 1)
                    + " is missing, so nobody knows where batch " + last + " starts.");
        }
        boolean isCommitted = committed == last;
        if (isCommitted) {
            Set<Long> missing = new TreeSet<>(
                    checkpoint.commits().entry(last).stateUniqueIds().keySet());
            operators.forEach(operator -> missing.remove(operator.id()));
            if (!missing.isEmpty()) {
                return damaged(CommitLog.DIRECTORY + "/" + last + " names state of operators that have no directory: "
                        + missing + ".");
            }
        }
        Optional<String> obstacle = stateObstacle(operators, isCommitted ? last + 1 : last);
        if (obstacle.isPresent()) {
            return damaged(obstacle.get());
        }
        return isCommitted
                ? new Diagnosis(
                        Health.OK, "Batch " + last + " is committed: a restart goes on with batch " + (last + 1) + ".")
                : new Diagnosis(
                        Health.UNCOMMITTED,
                        "Batch " + last + " is planned but not committed (" + CommitLog.DIRECTORY + "/" + last
                                + " is not there): a restart runs it again.");
    }

    /** Vendors' own formats of state are taken on trust. */
    private List<OperatorState> operators() {
        try {
            return checkpoint.operators();
        } catch (PawlException e) {
            if (e.code() == ErrorCode.STATE_PROVIDER_UNKNOWN) {
                return List.of();
            }
            throw e;
        }
    }

    private static Optional<String> stateObstacle(List<OperatorState> operators, long version) {
        if (version == 0) {
            return Optional.empty();
        }
        for (OperatorState operator : operators) {
            if (operator.stores().isEmpty()) {
                return Optional.of("Operator " + operator.id() + " has a directory, but no state in it.");
            }
            for (StoreState store : operator.stores()) {
                for (long partition : operator.partitionsExpected()) {
                    if (!store.partitions().contains(partition)) {
                        return Optional.of("Partition " + partition + " of " + store.id() + " is missing.");
                    }
                }
                for (long partition : store.partitions()) {
                    Optional<LoadObstacle> obstacle = store.obstacle(partition, version, store.files(partition));
                    if (obstacle.isPresent()) {
                        return Optional.of("Version " + version + " of " + store.id() + ", partition " + partition
                                + " cannot be loaded: " + obstacle.get().problem());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A batch starts where the one before it ended. Asynchronous progress tracking, which only queries without state can use,
     * leaves batches out and starts at the last one that is there.
     */
    static boolean knowsItsStart(long batchId, NavigableSet<Long> planned, List<OperatorState> operators) {
        return batchId == 0 || planned.contains(batchId - 1) || (operators.isEmpty() && planned.lower(batchId) != null);
    }

    private static Diagnosis damaged(String reason) {
        return new Diagnosis(Health.DAMAGED, reason);
    }
}
