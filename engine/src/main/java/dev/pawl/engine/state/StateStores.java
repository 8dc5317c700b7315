package dev.pawl.engine.state;

import dev.pawl.checkpoint.StateFormat;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *
 * Every partition of every operator is committed in every batch, also where nothing changed. One thread calls these methods; tasks
 * use partitions, each one at a time.
 */
public final class StateStores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateStores.class);
    private static final String UNSAFE_ROWS = "unsaferow";

    private static final String GROUP_STATE = "flatMapGroupsWithState";
    private static final int GROUP_STATE_FORMAT = 2;

    /** Older commits are seldom asked for, and then read again. */
    private static final long IDS_KEPT_FACTOR = 4;

    /** So many partitions are told of an operator. */
    private static final int HEAVIEST_MAX = 3;

    private final StateContext context;
    private final List<OperatorSpec> operators;
    private final CountedReads reads;
    private final StateFiles files;
    private final List<List<PartitionState>> partitions = new ArrayList<>();
    private final Maintenance maintenance;
    private boolean isDescribed;

    private StateStores(StateContext context, List<OperatorSpec> operators, StateFormat format) {
        this.context = context;
        this.operators = List.copyOf(operators);
        Storage checkpoint = context.checkpoint();
        this.reads = new CountedReads(checkpoint);
        this.files = StateFiles.of(reads, format, CommittedIds.of(checkpoint, operators), context.uniqueNames());
        List<StoreDirectory> directories = new ArrayList<>();
        for (OperatorSpec operator : operators) {
            List<PartitionState> ofOperator = new ArrayList<>();
            for (int partition = 0; partition < operator.partitions(); partition++) {
                PartitionState state = new PartitionState(context, files, operator, partition);
                ofOperator.add(state);
                directories.addAll(state.directories());
            }
            partitions.add(ofOperator);
        }
        this.maintenance = new Maintenance(context, directories);
    }

    /**
     * Compares the operators with those of the checkpoint, without writing anything.
     *
     * @param operators all stateful operators of the query; none is an answer too, which a checkpoint with state refuses
     */
    public static StateStores open(StateContext context, List<OperatorSpec> operators) {
        OperatorCheck.check(context.checkpoint(), operators);
        StateFormat format = format(context.checkpoint().root(), operators, context.confs());
        return new StateStores(context, operators, format);
    }

    /**
     * How the state files of a checkpoint are written.
     *
     * @param checkpoint where it is or is to be; for messages
     * @throws PawlException if it is a way that these stores do not know, or that one of the operators cannot use
     */
    public static StateFormat format(String checkpoint, List<OperatorSpec> operators, RecordedConfs confs) {
        StateFormat format = StateFormat.of(confs);
        if (!operators.isEmpty() && !format.rowEncoding().equals(UNSAFE_ROWS)) {
            throw new PawlException(
                    ErrorCode.STATE_ENCODING_UNSUPPORTED,
                    "The state in the checkpoint " + checkpoint + " is encoded as " + format.rowEncoding() + ".");
        }
        Optional<OperatorSpec> hasFamilies =
                operators.stream().filter(OperatorSpec::hasFamilies).findFirst();
        if (hasFamilies.isPresent() && format.layout() != StoreLayout.ROCKSDB) {
            throw new PawlException(
                    ErrorCode.STATE_LAYOUT_UNFIT,
                    hasFamilies.get().name() + " keeps its state in the layout of RocksDB, and the checkpoint "
                            + checkpoint + " has or is to have that of the HDFS-backed provider.");
        }
        boolean isGroupState =
                operators.stream().anyMatch(operator -> operator.name().equals(GROUP_STATE));
        int groupStateFormat = confs.flatMapGroupsWithStateFormatVersion();
        if (isGroupState && groupStateFormat != GROUP_STATE_FORMAT) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_QUERY,
                    "The state of flatMapGroupsWithState in the checkpoint "
                            + checkpoint + " is of format " + groupStateFormat
                            + ", and Pawl knows format "
                            + GROUP_STATE_FORMAT + " (" + RecordedConf.FLAT_MAP_GROUPS_WITH_STATE_FORMAT_VERSION.key()
                            + ").");
        }
        return format;
    }

    /** Brings every partition to a version: the one batch {@code version} starts from. Those that are there cost nothing. */
    public LoadReport load(long version) {
        List<PartitionState> todo = partitions.stream()
                .flatMap(List::stream)
                .filter(partition -> !partition.isAt(version))
                .toList();
        if (todo.isEmpty()) {
            return LoadReport.NOTHING;
        }
        LoadProgress progress = new LoadProgress(context.clock(), version, todo.size());
        long bytesBefore = reads.bytes();
        LoadReport sum = LoadReport.NOTHING;
        List<Future<LoadReport>> futures = new ArrayList<>();
        for (PartitionState partition : todo) {
            futures.add(context.tasks().submit(() -> partition.load(version, progress)));
        }
        for (LoadReport report : all(futures)) {
            sum = sum.plus(report);
        }
        maintenance.begun(version);
        LoadReport report = sum.plus(new LoadReport(0, 0, 0, 0, 0, reads.bytes() - bytesBefore, progress.millis()));
        LOG.info(
                "state loaded, version={}, stores={}, rows={}, files={}, changelogs={}, bytes={}, ms={}",
                version,
                report.stores(),
                report.rows(),
                report.files(),
                report.changelogs(),
                report.bytes(),
                report.millis());
        return report;
    }

    /** None is left running when this ends. */
    private static List<LoadReport> all(List<Future<LoadReport>> futures) {
        List<LoadReport> reports = new ArrayList<>();
        @Nullable Throwable failure = null;
        boolean wasInterrupted = false;
        for (Future<LoadReport> future : futures) {
            boolean isDone = false;
            while (!isDone) {
                try {
                    reports.add(future.get());
                    isDone = true;
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    isDone = true;
                } catch (CancellationException e) {
                    isDone = true;
                }
            }
            if (failure != null || wasInterrupted) {
                futures.forEach(other -> other.cancel(false));
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null || reports.size() < futures.size()) {
            throw new IllegalStateException("loading was given up", failure);
        }
        return reports;
    }

    /** A batch begins, its plan is written: brings every partition to its version, and describes operators not described yet. */
    public void begin(long batchId) {
        load(batchId);
        if (!isDescribed) {
            for (OperatorSpec operator : operators) {
                int count = context.confs().shufflePartitions().orElse(operator.partitions());
                new OperatorFiles(context.checkpoint(), operator, count).write(batchId, context.uniqueNames());
            }
            isDescribed = true;
        }
    }

    /** Whether a row of an operator may be due by then: there is something to do for it although no rows have come. */
    public boolean mayBeDue(int operatorId, long byMs) {
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i).id() == operatorId) {
                return partitions.get(i).stream().anyMatch(partition -> partition.mayBeDue(byMs));
            }
        }
        return false;
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

    /**
     * For the commit of a batch whose partitions are all committed: operator, then partition, then store, the ids of the state
     * files. Empty if files carry no ids: then the commit is of version 1.
     */
    public Optional<Map<Long, List<List<String>>>> uniqueIds() {
        if (files.ids().isEmpty()) {
            return Optional.empty();
        }
        Map<Long, List<List<String>>> ids = new TreeMap<>();
        for (int i = 0; i < operators.size(); i++) {
            ids.put(
                    (long) operators.get(i).id(),
                    partitions.get(i).stream().map(PartitionState::uniqueIds).toList());
        }
        return Optional.of(ids);
    }

    /** A batch is committed: from now on its version is the one a restart begins with. */
    public void committed(long batchId) {
        files.ids().ifPresent(ids -> {
            ids.committed(batchId, uniqueIds().orElseThrow());
            ids.forgetBefore(batchId - IDS_KEPT_FACTOR * context.settings().batchesRetained());
        });
        maintenance.committed(batchId + 1);
    }

    /** What the stores hold, and what happened to them since this was last asked; in the order of the operators. */
    public List<StateMetrics> metrics() {
        List<StateMetrics> metrics = new ArrayList<>();
        for (int i = 0; i < operators.size(); i++) {
            List<PartitionState> ofOperator = partitions.get(i);
            List<StateStore> stores = ofOperator.stream()
                    .flatMap(partition -> partition.stores().stream())
                    .toList();
            metrics.add(new StateMetrics(
                    operators.get(i).name(),
                    stores.stream()
                            .filter(store -> !store.spec().isInternal())
                            .mapToLong(StateStore::rows)
                            .sum(),
                    stores.stream().mapToLong(StateStore::takeUpdated).sum(),
                    stores.stream().mapToLong(StateStore::takeRemoved).sum(),
                    ofOperator.stream()
                            .mapToLong(PartitionState::takeCommitMillis)
                            .sum(),
                    ofOperator.stream().mapToLong(PartitionState::bytes).sum(),
                    operators.get(i).partitions(),
                    ofOperator.stream()
                            .mapToInt(partition -> partition.directories().size())
                            .sum(),
                    Map.of(),
                    heaviest(ofOperator)));
        }
        return metrics;
    }

    private static List<PartitionSize> heaviest(List<PartitionState> partitions) {
        return IntStream.range(0, partitions.size())
                .filter(partition -> partitions.get(partition).rows() > 0)
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer partition) -> partitions.get(partition).rows())
                        .reversed())
                .limit(HEAVIEST_MAX)
                .map(partition -> new PartitionSize(
                        partition,
                        partitions.get(partition).rows(),
                        partitions.get(partition).bytesInAll()))
                .toList();
    }

    /** What all of it takes now. */
    public StateSize size() {
        List<StateStore> stores = partitions.stream()
                .flatMap(List::stream)
                .flatMap(partition -> partition.stores().stream())
                .toList();
        long bytes = partitions.stream()
                .flatMap(List::stream)
                .mapToLong(PartitionState::bytesInAll)
                .sum();
        boolean isOnHeap = stores.stream().anyMatch(store -> store.table() instanceof MemoryTable);
        StateMemory memory = context.memory();
        return new StateSize(
                partitions.stream()
                        .flatMap(List::stream)
                        .mapToLong(PartitionState::rows)
                        .sum(),
                bytes,
                isOnHeap ? memory.heapBytes() : bytes,
                isOnHeap ? memory.heapBytesMax() : memory.nativeBytesMax());
    }

    /** Lets what is done in the background end soon, waits for it, and frees everything. */
    @Override
    public void close() {
        maintenance.close();
        partitions.forEach(ofOperator -> ofOperator.forEach(PartitionState::close));
    }
}
