package dev.pawl.engine.run;

import dev.pawl.engine.exchange.Exchange;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.util.Optional;

/** Where the rows of a task go: into the sink, or to the partitions of a stateful operator. */
interface Outlet {
    /** Connects a lane for one attempt of a task. */
    Attempt open(RowPath.Lane lane, int task, int attempt, int seed);

    /** Exactly one of finish and abort ends it. */
    interface Attempt {
        /** Empty if nothing was written into the sink. */
        Optional<WrittenPart> finish() throws IOException;

        void abort();
    }

    static Outlet into(SinkBatch sink) {
        return (lane, task, attempt, seed) -> {
            RowWriter writer = sink.writer(task, attempt);
            lane.start(seed, writer::write);
            return new Attempt() {
                @Override
                public Optional<WrittenPart> finish() throws IOException {
                    return Optional.of(writer.finish());
                }

                @Override
                public void abort() {
                    writer.abort();
                }
            };
        };
    }

    static Outlet into(Exchange exchange) {
        return (lane, task, attempt, seed) -> {
            Exchange.Writer writer = exchange.writer(task, lane.hash());
            lane.start(seed, writer);
            return new Attempt() {
                @Override
                public Optional<WrittenPart> finish() throws IOException {
                    lane.flush();
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
