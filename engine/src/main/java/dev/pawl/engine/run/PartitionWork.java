package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.RowProblem;
import dev.pawl.engine.exchange.Exchange;
import dev.pawl.engine.operator.EventTimeBounds;
import dev.pawl.engine.operator.OperatorCounts;
import dev.pawl.engine.operator.OperatorInstance;
import dev.pawl.engine.state.PartitionState;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** What a batch brings to one partition of a stateful operator: its state moves on by one version. */
final class PartitionWork implements BatchTask.Work<PartitionWork.Worked> {
    private final OperatorStage stage;
    private final int partition;
    private final Optional<PartitionState> state;
    private final List<Exchange> sides;
    private final EventTimeBounds bounds;
    private final InstantSource clock;

    /** What came of it, and how long it took. */
    record Worked(OperatorCounts counts, long millis) {}

    PartitionWork(
            OperatorStage stage,
            int partition,
            Optional<PartitionState> state,
            List<Exchange> sides,
            EventTimeBounds bounds,
            InstantSource clock) {
        this.stage = stage;
        this.partition = partition;
        this.state = state;
        this.sides = List.copyOf(sides);
        this.bounds = bounds;
        this.clock = clock;
    }

    @Override
    public Worked run(RowPath.Lane lane, Outlet.Attempt output, int seed, StopSign stop) throws IOException {
        long from = clock.millis();
        state.ifPresent(PartitionState::rollback);
        lane.start(seed, output::write);
        OperatorInstance instance = stage.take();
        OperatorCounts counts;
        try {
            counts = work(instance, lane);
        } catch (IOException | RuntimeException | Error e) {
            giveUp(instance, e);
            throw e;
        }
        stage.giveBack(instance);
        return new Worked(counts, clock.millis() - from);
    }

    private OperatorCounts work(OperatorInstance instance, RowPath.Lane lane) throws IOException {
        instance.start(state, bounds, lane);
        for (int i = 0; i < sides.size(); i++) {
            int side = i;
            sides.get(i).read(partition, (key, row) -> instance.accept(side, key, row));
        }
        return instance.finish();
    }

    private static void giveUp(OperatorInstance instance, Throwable because) {
        try {
            instance.giveUp();
        } catch (IOException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    /** After the rows it gave are where the sink or the next operator finds them: a task that fails there starts from the same state. */
    @Override
    public void finish() {
        state.ifPresent(PartitionState::commit);
    }

    @Override
    public PawlException failure(Exception e) {
        String of = "partition " + partition + " of operator " + stage.id() + " (" + stage.name() + ")";
        boolean isOfResult = RowProblem.withoutWrapping(e) instanceof SparkThrowable;
        return isOfResult ? Failures.ofResult("A result in " + of, e) : Failures.ofTask(of, e);
    }
}
