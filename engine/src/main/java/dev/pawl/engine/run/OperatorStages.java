package dev.pawl.engine.run;

import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.engine.exchange.Exchange;
import dev.pawl.engine.exchange.SpillBudget;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.OperatorNode;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateMetrics;
import dev.pawl.engine.state.StateStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The stateful operators of a running query and what they remember. */
final class OperatorStages {
    private final List<OperatorStage> stages = new ArrayList<>();
    private final StateStores state;
    private final SpillBudget budget;
    private final WatermarkFlow watermarks;
    private final GrowthForecast forecast;

    OperatorStages(CompiledQuery query, StateStores state, SpillBudget budget) {
        this.state = state;
        this.budget = budget;
        this.forecast = new GrowthForecast(state::size);
        this.watermarks = new WatermarkFlow(query);
        List<OperatorNode> operators = query.operators();
        for (int id = 0; id < operators.size(); id++) {
            OperatorNode node = operators.get(id);
            // Parents have smaller numbers than their children.
            RowPath path = new RowPath(node.steps(), node.next().map(this::arrival));
            OptionalInt stateId = query.stateId(id);
            int partitions = stateId.isPresent() ? state.partitions(stateId.getAsInt()) : 1;
            stages.add(new OperatorStage(id, stateId, node, partitions, path));
        }
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    /** How rows get to an operator. */
    RowPath.Arrival arrival(Inlet inlet) {
        OperatorStage stage = stages.get(inlet.operator());
        return new RowPath.Arrival(
                stage.operator().inflows().get(inlet.side()), stage.operator().keyHash());
    }

    /** What there is to say of operators whose state can only grow, a text each. */
    List<String> growthWarnings() {
        List<String> warnings = new ArrayList<>();
        for (OperatorStage stage : stages) {
            stage.operator()
                    .growthReason()
                    .ifPresent(reason -> warnings.add("The state of operator "
                            + stage.stateId().orElse(stage.id()) + " (" + stage.name() + ") can only grow, because "
                            + reason + ". Progress says how fast it does, as pawlState."));
        }
        return warnings;
    }

    /** How the state grows; empty without any, and before there is something to compare with. */
    Optional<StateGrowth> growth(Instant now) {
        return stages.isEmpty() ? Optional.empty() : forecast.at(now);
    }

    /** In the order in which rows pass them. */
    List<OperatorStage> childrenFirst() {
        List<OperatorStage> order = new ArrayList<>(stages);
        Collections.reverse(order);
        return order;
    }

    /** Whether one of them has something to do when the watermark moves on, without any rows. */
    boolean actOnWatermark(long fromMs, long toMs) {
        long[] from = watermarks.before(fromMs);
        long[] to = watermarks.before(toMs);
        return stages.stream().anyMatch(stage -> stage.operator().actsOnWatermark(from[stage.id()], to[stage.id()]));
    }

    /** Whether one of them has something to do now because of the time, without any rows. */
    boolean actAt(long nowMs) {
        for (OperatorStage stage : stages) {
            OptionalLong dueBy = stage.operator().dueBy(nowMs);
            if (dueBy.isPresent() && state.mayBeDue(stage.stateId().orElseThrow(), dueBy.getAsLong())) {
                return true;
            }
        }
        return false;
    }

    /** Brings the state to the version a batch starts from: what is damaged is found before anything is written. */
    void load(long batchId) {
        state.load(batchId);
    }

    /** A batch begins, its plan is written. */
    Batch begin(long batchId, EventTimeBounds bounds) {
        if (!stages.isEmpty()) {
            state.begin(batchId);
        }
        return new Batch(bounds);
    }

    /** What a batch did to the operators with state. */
    List<OperatorProgress> progress(List<PartitionWork.Worked> worked) {
        if (worked.isEmpty()) {
            return List.of();
        }
        List<StateMetrics> metrics = state.metrics();
        List<OperatorProgress> all = new ArrayList<>();
        for (int i = 0; i < worked.size(); i++) {
            all.add(new OperatorProgress(
                    metrics.get(i), worked.get(i).counts(), worked.get(i).millis()));
        }
        return all;
    }

    /** What commits/N says of a batch. */
    CommitEntry commitEntry(long batchId, long nextWatermarkMs) {
        return state.uniqueIds()
                .map(ids -> CommitEntry.v2(batchId, nextWatermarkMs, ids))
                .orElseGet(() -> CommitEntry.v1(batchId, nextWatermarkMs));
    }

    void committed(long batchId) {
        if (!stages.isEmpty()) {
            state.committed(batchId);
        }
    }

    /** The operators at work on one batch. */
    final class Batch implements AutoCloseable {
        private final long[] lateMs;
        private final long[] evictMs;
        private final Map<Integer, List<Exchange>> exchanges = new HashMap<>();

        private Batch(EventTimeBounds bounds) {
            this.lateMs = watermarks.before(bounds.lateMs());
            this.evictMs = watermarks.before(bounds.evictMs());
            for (OperatorStage stage : stages) {
                exchanges.put(stage.id(), stage.exchanges(budget));
            }
        }

        Outlet outlet(Inlet inlet) {
            return Outlet.into(sides(inlet.operator()).get(inlet.side()));
        }

        private List<Exchange> sides(int operator) {
            return Optional.ofNullable(exchanges.get(operator)).orElseThrow();
        }

        List<PartitionWork> works(OperatorStage stage, InstantSource clock) {
            EventTimeBounds bounds = new EventTimeBounds(lateMs[stage.id()], evictMs[stage.id()]);
            List<PartitionWork> works = new ArrayList<>();
            for (int partition = 0; partition < stage.partitions(); partition++) {
                works.add(
                        new PartitionWork(stage, partition, state(stage, partition), sides(stage.id()), bounds, clock));
            }
            return works;
        }

        private Optional<PartitionState> state(OperatorStage stage, int partition) {
            OptionalInt id = stage.stateId();
            return id.isPresent() ? Optional.of(state.partition(id.getAsInt(), partition)) : Optional.empty();
        }

        /** The rows that an operator got are needed no longer. */
        void isDone(OperatorStage stage) {
            close(sides(stage.id()));
        }

        @Override
        public void close() {
            exchanges.values().forEach(Batch::close);
        }

        private static void close(List<Exchange> sides) {
            try {
                for (Exchange side : sides) {
                    side.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
