package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the state of every partition, and finds out which batches can still be restored. */
final class StateVerifier {
    private static final String DIRECTORY = "state";

    /** A file may claim any number of partitions. */
    private static final int MISSING_REPORTED_MAX = 100;

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
            operator.metadata().ifPresent(metadata -> verifyCount(operator, metadata));
            for (StoreState store : operator.stores()) {
                verify(operator, store);
            }
        }
    }

    /** Spark writes both numbers, and never one without the other; an operator with a single partition needs neither. */
    private void verifyCount(OperatorState operator, OperatorMetadata metadata) {
        int described = metadata.partitions();
        if (operator.partitionsExpected().size() != described) {
            return;
        }
        logs.last().flatMap(OffsetEntry::metadata).ifPresent(plan -> {
            int planned = plan.conf().shufflePartitions().orElse(described);
            if (planned != described) {
                long batchId = logs.planned().last();
                findings.add(
                        FindingCode.STATE_PARTITIONS_DIFFER,
                        Place.ofBatch(OffsetLog.DIRECTORY + "/" + batchId, batchId),
                        "The offsets of batch " + batchId + " record " + planned
                                + " partitions, the metadata of operator " + operator.id() + " " + described + ".");
            }
        });
    }

    private void verify(OperatorState operator, StoreState store) {
        String encoding = store.format().rowEncoding();
        if (!encoding.equals(StoreRows.UNSAFE_ROW)) {
            findings.add(
                    FindingCode.STATE_NOT_CHECKED,
                    Place.ofOperator(DIRECTORY + "/" + operator.id(), operator.id()),
                    "The files of operator " + operator.id() + " were read, but not their rows, which are encoded as "
                            + encoding + ".");
        }
        StoreRows rows = StoreRows.of(
                operator,
                store,
                store.format().isHashPartitioned()
                        ? operator.partitionsExpected().size()
                        : 0);
        for (long partition : store.partitions()) {
            try {
                new PartitionVerifier(checkpoint.storage(), logs, findings, store, partition, rows).verify(restorable);
            } catch (PawlException e) {
                findings.damage(Place.ofPartition(store.path(partition), store.id(), partition), e);
                restorable.clear();
            }
        }
        if (logs.restartVersion() > 0) {
            verifyPresence(operator, store);
        }
    }

    private void verifyPresence(OperatorState operator, StoreState store) {
        Set<Long> present = new HashSet<>(store.partitions());
        List<Long> missing = operator.partitionsExpected().stream()
                .filter(partition -> !present.contains(partition))
                .limit(MISSING_REPORTED_MAX)
                .toList();
        for (long partition : missing) {
            findings.add(
                    FindingCode.STATE_PARTITION_MISSING,
                    Place.ofPartition(DIRECTORY + "/" + operator.id() + "/" + partition, store.id(), partition),
                    "Operator " + operator.id() + " has "
                            + operator.partitionsExpected().size() + " partitions, but partition " + partition
                            + " has no directory.");
            restorable.clear();
        }
        if (missing.size() == MISSING_REPORTED_MAX) {
            findings.add(
                    FindingCode.STATE_PARTITION_MISSING,
                    Place.ofOperator(DIRECTORY + "/" + operator.id(), operator.id()),
                    "Operator " + operator.id() + " has "
                            + operator.partitionsExpected().size() + " partitions, but only " + present.size()
                            + " directories; the first " + MISSING_REPORTED_MAX + " missing ones are listed.");
        }
    }
}
