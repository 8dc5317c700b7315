package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Reads the state of every partition, and finds out which batches can still be restored. */
final class StateVerifier {
    private static final String DIRECTORY = "state";

    private final Checkpoint checkpoint;
    private final LogFacts logs;
    private final Findings findings;
    private final List<Long> restorable;

    StateVerifier(Checkpoint checkpoint, LogFacts logs, Findings findings) {
        this.checkpoint = checkpoint;
        this.logs = logs;
        this.findings = findings;
        this.restorable = new ArrayList<>(logs.restorable());
    }

    /** The committed batches a query could be rewound to: nothing they need is missing or damaged. */
    List<Long> restorableBatches() {
        return restorable;
    }

    void verify() {
        List<OperatorState> operators;
        try {
            operators = checkpoint.operatorsPassingOverDamage();
        } catch (PawlException e) {
            if (e.code() == ErrorCode.STATE_PROVIDER_UNKNOWN) {
                findings.add(FindingCode.STATE_NOT_CHECKED, Place.of(DIRECTORY), e.what());
            } else {
                findings.damage(Place.of(DIRECTORY), e);
                restorable.clear();
            }
            return;
        }
        for (OperatorState operator : operators) {
            for (StoreState store : operator.stores()) {
                verify(operator, store);
            }
        }
    }

    private void verify(OperatorState operator, StoreState store) {
        StoreRows rows = StoreRows.of(
                operator,
                store,
                store.format().isHashPartitioned()
                        ? operator.partitionsExpected().size()
                        : 0);
        TreeSet<Long> partitions = new TreeSet<>(operator.partitionsExpected());
        partitions.addAll(store.partitions());
        for (long partition : partitions) {
            if (store.partitions().contains(partition)) {
                try {
                    new PartitionVerifier(checkpoint.storage(), logs, findings, store, partition, rows)
                            .verify(restorable);
                } catch (PawlException e) {
                    findings.damage(Place.ofPartition(store.path(partition), store.id(), partition), e);
                    restorable.clear();
                }
            } else if (logs.restartVersion() > 0) {
                findings.add(
                        FindingCode.STATE_PARTITION_MISSING,
                        Place.ofPartition(DIRECTORY + "/" + operator.id() + "/" + partition, store.id(), partition),
                        "Operator " + operator.id() + " has "
                                + operator.partitionsExpected().size() + " partitions, but partition " + partition
                                + " has no directory.");
                restorable.clear();
            }
        }
    }
}
