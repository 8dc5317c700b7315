package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Arguments;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import java.util.List;
import java.util.OptionalLong;

/** What the commands on state take in common. */
final class StateOptions {
    static final Parameter<String> CHECKPOINT = Parameter.required("CKPT", "directory of the checkpoint");
    static final Option<Long> OPERATOR =
            Option.of("--operator", "ID", "only the operator with this id", ValueType.COUNT);
    static final Option<Long> OPERATORS = Option.of(
                    "--operator", "ID", "only operators with these ids", ValueType.COUNT)
            .repeatable();
    static final Option<String> STORES = Option.of(
                    "--store", "NAME", "only stores, column families or variables of these names", ValueType.TEXT)
            .repeatable();
    static final Option<Long> VERSION =
            Option.of("--version", "V", "state version (default: that of the last committed batch)", ValueType.COUNT);

    private StateOptions() {}

    static Checkpoint open(Arguments arguments) {
        return Checkpoint.open(Storages.open(arguments.value(CHECKPOINT)));
    }

    /** The version asked for, or the one that the last committed batch made. */
    static long version(Arguments arguments, Checkpoint checkpoint) {
        return arguments
                .find(VERSION)
                .map(version -> reached(checkpoint, version))
                .orElseGet(() -> committedVersion(checkpoint));
    }

    /** Refuses a version that the query has not come to yet: nothing of it can be missing. */
    static long reached(Checkpoint checkpoint, long version) {
        List<Long> committed = checkpoint.commits().batchIds();
        long newest = committed.isEmpty() ? 0 : committed.get(committed.size() - 1) + 1;
        if (version > newest && !isWritten(checkpoint, version)) {
            throw new PawlException(
                    ErrorCode.STATE_VERSION_NOT_COMMITTED,
                    "Version " + version + " of " + checkpoint.location() + " is not committed; "
                            + (committed.isEmpty()
                                    ? "no batch is."
                                    : "the committed versions that are kept are " + (committed.get(0) + 1) + " to "
                                            + newest + "."));
        }
        return version;
    }

    /** Whether there are state files of this version, as of a batch that failed before its commit. */
    private static boolean isWritten(Checkpoint checkpoint, long version) {
        for (OperatorState operator : checkpoint.operators()) {
            for (StoreState store : operator.stores()) {
                for (long partition : store.partitions()) {
                    if (store.files(partition).versions().contains(version)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    static long committedVersion(Checkpoint checkpoint) {
        OptionalLong last = checkpoint.commits().latest();
        if (last.isEmpty()) {
            throw new PawlException(
                    ErrorCode.BATCH_NOT_FOUND, "No batch of " + checkpoint.location() + " is committed yet.");
        }
        return last.getAsLong() + 1;
    }

    /** The version that a committed batch made. */
    static long versionOf(Checkpoint checkpoint, long batchId) {
        List<Long> committed = checkpoint.commits().batchIds();
        if (!committed.contains(batchId)) {
            throw new PawlException(
                    ErrorCode.BATCH_NOT_FOUND,
                    "Batch " + batchId + " of " + checkpoint.location() + " is not committed; "
                            + (committed.isEmpty()
                                    ? "no batch is."
                                    : "the committed ones that are kept are " + committed.get(0) + " to "
                                            + committed.get(committed.size() - 1) + "."));
        }
        return batchId + 1;
    }

    /** The batch whose end a version is; operators are described as they were then. */
    static long batchOf(long version) {
        return Math.max(0, version - 1);
    }
}
