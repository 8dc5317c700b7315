package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a query: every partition of every stateful operator.
 *
 * <pre>
 * stores = StateStores.open(…)          what the checkpoint has fits the query
 * stores.load(N)                        before batch N is planned: damage is found before anything is written
 * for each batch N:
 *     offsets/N
 *     stores.begin(N)                   schema files in the first batch; every partition is at version N
 *     tasks: stores.partition(o, p): store("default").get, put, …; commit, or rollback and again
 *     sink, commits/N with stores.uniqueIds()
 *     stores.committed(N)               snapshots and deletion in the background
 * </pre>
 */
public final class StateStores implements AutoCloseable {
    private final List<OperatorSpec> operators;
    private final List<List<PartitionState>> partitions = new ArrayList<>();

    private StateStores(StateContext context, List<OperatorSpec> operators) {
        this.operators = List.copyOf(operators);
        StateFormat format = StateFormat.of(context.confs());
        for (OperatorSpec operator : operators) {
            List<PartitionState> ofOperator = new ArrayList<>();
            for (int partition = 0; partition < operator.partitions(); partition++) {
                ofOperator.add(new PartitionState(context, format, operator, partition));
            }
            partitions.add(ofOperator);
        }
    }

    /**
     * Compares the operators with those of the checkpoint, without writing anything.
     *
     * @param operators all stateful operators of the query; for a checkpoint with state none is an answer too
     */
    public static StateStores open(StateContext context, List<OperatorSpec> operators) {
        return new StateStores(context, operators);
    }

    /** Brings every partition to a version: the one batch {@code version} starts from. Those that are there cost nothing. */
    public LoadReport load(long version) {
        LoadReport report = LoadReport.NOTHING;
        for (List<PartitionState> ofOperator : partitions) {
            for (PartitionState partition : ofOperator) {
                report = report.plus(partition.load(version));
            }
        }
        return report;
    }

    /** A batch begins, its plan is written: brings every partition to its version, and describes operators not described yet. */
    public void begin(long batchId) {
        load(batchId);
    }

    /** How many partitions hold rows of an operator. */
    public int partitions(int operatorId) {
        return operators.stream()
                .filter(operator -> operator.id() == operatorId)
                .findFirst()
                .orElseThrow()
                .partitions();
    }

    /** @param operatorId as in the spec */
    public PartitionState partition(int operatorId, int partition) {
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i).id() == operatorId) {
                return partitions.get(i).get(partition);
            }
        }
        throw new IllegalArgumentException("there is no operator " + operatorId + " among " + operators);
    }

    /** Operator, then partition, then store: the ids of the versions committed last. Empty if state files carry no ids. */
    public Optional<Map<Long, List<List<String>>>> uniqueIds() {
        return Optional.empty();
    }

    /** A batch is committed: from now on its version is the one a restart begins with. */
    public void committed(long batchId) {}

    /** What the stores hold, and what happened to them since this was last asked; in the order of the operators. */
    public List<StateMetrics> metrics() {
        List<StateMetrics> metrics = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            List<StateStore> stores = partitions.get(i).stream()
                    .flatMap(partition -> partition.stores().stream())
                    .toList();
            metrics.add(new StateMetrics(
                    operators.get(i).name(),
                    stores.stream().mapToLong(StateStore::rows).sum(),
                    stores.stream().mapToLong(StateStore::takeUpdated).sum(),
                    stores.stream().mapToLong(StateStore::takeRemoved).sum(),
                    0,
                    stores.stream().mapToLong(store -> store.table().bytes()).sum(),
                    operators.get(i).partitions(),
                    stores.size(),
                    Map.of()));
        }
        return metrics;
    }

    /** Waits for what is done in the background, and frees everything. */
    @Override
    public void close() {
        partitions.forEach(ofOperator -> ofOperator.forEach(PartitionState::close));
    }
}
