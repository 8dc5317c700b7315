package dev.pawl.engine.run;

import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.operator.KeyHash;
import dev.pawl.engine.step.RowConsumer;
import dev.pawl.engine.step.Step;
import dev.pawl.engine.step.StepInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** A path with its compiled steps, lent to one task at a time: compiling again for each task would cost more than most tasks. */
final class RowPath {
    private final List<Step> steps;
    private final Optional<Arrival> arrival;
    private final ConcurrentLinkedQueue<Lane> idle = new ConcurrentLinkedQueue<>();

    /** How rows get into a stateful operator. */
    record Arrival(Inflow inflow, KeyHash hash) {}

    /** @param arrival empty for a path that ends in the sink */
    RowPath(List<Step> steps, Optional<Arrival> arrival) {
        this.steps = List.copyOf(steps);
        this.arrival = arrival;
    }

    Lane take() {
        Lane lane = idle.poll();
        return lane == null ? new Lane() : lane;
    }

    /** Only a lane whose task went well comes back: others may be in the middle of a row. */
    void giveBack(Lane lane) {
        idle.add(lane);
    }

    /** The steps of one task, connected. */
    final class Lane implements RowConsumer {
        private final List<StepInstance> instances = new ArrayList<>();
        private final RowConsumer first;
        private final Inflow.@Nullable Instance inflow;
        private final KeyHash.@Nullable Instance hash;
        private RowConsumer out = row -> {};

        Lane() {
            RowConsumer next = row -> out.accept(row);
            for (int i = steps.size() - 1; i >= 0; i--) {
                StepInstance instance = steps.get(i).instance(next);
                instances.add(instance);
                next = instance;
            }
            this.first = next;
            this.inflow = arrival.map(place -> place.inflow().instance()).orElse(null);
            this.hash = arrival.map(place -> place.hash().instance()).orElse(null);
        }

        /** Takes the rows at the end of a path to an operator. */
        Inflow.Instance inflow() {
            return Objects.requireNonNull(inflow);
        }

        /** Which partition a key goes to; only for paths to an operator. */
        KeyHash.Instance hash() {
            return Objects.requireNonNull(hash);
        }

        void start(int seed, RowConsumer output) {
            this.out = output;
            instances.forEach(instance -> instance.start(seed));
        }

        @Override
        public void accept(InternalRow row) throws IOException {
            first.accept(row);
        }

        void mark() {
            instances.forEach(StepInstance::mark);
        }

        void forget() {
            instances.forEach(StepInstance::forget);
        }

        void finish() {
            instances.forEach(StepInstance::finish);
        }
    }
}
