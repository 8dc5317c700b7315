package dev.pawl.engine.run;

import dev.pawl.engine.exchange.Exchange;
import dev.pawl.engine.operator.Inflow;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** Where the rows of a task go: into the sink, or to the partitions of a stateful operator. */
interface Outlet {
    /** For one attempt of a task, whose rows come out of a lane. */
    Attempt open(RowPath.Lane lane, int task, int attempt);

    /** Exactly one of finish and abort ends it. */
    interface Attempt {
        void write(InternalRow row) throws IOException;

        /** As {@link dev.pawl.engine.sink.RowWriter#check}. */
        default void check(InternalRow row) {}

        /** Empty if nothing was written into the sink. */
        Optional<WrittenPart> finish() throws IOException;

        void abort();
    }

    /** @param target for messages */
    static Outlet into(SinkBatch sink, String target) {
        return (lane, task, attempt) -> new SinkAttempt(sink.writer(task, attempt), target);
    }

    static Outlet into(Exchange exchange) {
        return (lane, task, attempt) -> {
            Exchange.Writer writer = exchange.writer(task, lane.hash());
            Inflow.Instance rows = lane.inflow();
            rows.start(writer);
            return new Attempt() {
                @Override
                public void write(InternalRow row) throws IOException {
                    rows.accept(row);
                }

                @Override
                public void check(InternalRow row) {
                    rows.check(row);
                }

                @Override
                public Optional<WrittenPart> finish() throws IOException {
                    rows.flush();
                    writer.finish();
                    return Optional.empty();
                }

                @Override
                public void abort() {
                    writer.abort();
                }
            };
        };
    }
}
