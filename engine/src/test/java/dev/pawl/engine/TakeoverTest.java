package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.lease.Owner;
import dev.pawl.engine.run.RunSettings;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.World;
import dev.pawl.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One checkpoint and several owners that are alive; on this machine they are told apart by their names for hosts. */
class TakeoverTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration NONE = Duration.ofNanos(1);

    @TempDir
    Path directory;

    private record Host(String name, World world) implements World {
        @Override
        public Storage storage(String location) {
            return world.storage(location);
        }

        @Override
        public FencedStorage fenced(String location) {
            return world.fenced(location);
        }

        @Override
        public Owner owner() {
            return new Owner(name, "", 4711, 0);
        }

        @Override
        public InstantSource clock() {
            return world.clock();
        }

        @Override
        public Supplier<String> uniqueNames() {
            return world.uniqueNames();
        }
    }

    private static Pawl on(String host) {
        Pawl pawl = Pawl.on(new Host(host, Pawl.outside()), 1);
        pawl.memory().input("events", StructType.fromDDL("name STRING"));
        return pawl;
    }

    private StreamingQuery start(Pawl pawl, Duration staleAfter) {
        String text = "CREATE TEMPORARY VIEW events USING memory OPTIONS (name 'events');"
                + "CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('checkpointLocation' = '"
                + directory.resolve("checkpoint") + "') AS SELECT * FROM STREAM events";
        QueryPlan plan =
                pawl.compile(Pipeline.parse("test", text, Map.of(), Map.of())).get(0);
        return pawl.start(plan, RunSettings.DEFAULT.withLeaseStaleAfter(staleAfter));
    }

    @Test
    void anOwnerWithNothingToDoHearsThatItWasTakenOver() throws Exception {
        try (Pawl first = on("h1");
                Pawl second = on("h2")) {
            StreamingQuery old = start(first, SHORT);
            assertThatThrownBy(() -> start(second, Duration.ofMinutes(1)))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_HELD))
                    .hasMessageContaining("process 4711 on host h1");

            StreamingQuery successor = takeOver(second);

            assertThatThrownBy(() -> old.awaitTermination(Duration.ofMinutes(1)))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
            successor.processAllAvailable();
            assertThat(successor.isActive()).isTrue();
        }
    }

    /** The first owner has renewed a moment ago: then it counts as silent only a millisecond later. */
    private StreamingQuery takeOver(Pawl pawl) {
        while (true) {
            try {
                return start(pawl, NONE);
            } catch (PawlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.LEASE_HELD);
            }
        }
    }
}
