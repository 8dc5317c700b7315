package dev.pawl.engine.run;

import dev.pawl.engine.step.Path;
import dev.pawl.engine.step.RowConsumer;
import dev.pawl.engine.step.StepInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.catalyst.InternalRow;

/** A path with its compiled steps, lent to one task at a time: compiling again for each task would cost more than most tasks. */
final class RowPath {
    private final Path path;
    private final int branch;
    private final ConcurrentLinkedQueue<Lane> idle = new ConcurrentLinkedQueue<>();

    /** @param branch its number among the paths of the query */
    RowPath(Path path, int branch) {
        this.path = path;
        this.branch = branch;
    }

    int branch() {
        return branch;
    }

    int input() {
        return path.source();
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
        private RowConsumer out = row -> {};

        Lane() {
            RowConsumer next = row -> out.accept(row);
            for (int i = path.steps().size() - 1; i >= 0; i--) {
                StepInstance instance = path.steps().get(i).instance(next);
                instances.add(instance);
                next = instance;
            }
            this.first = next;
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
