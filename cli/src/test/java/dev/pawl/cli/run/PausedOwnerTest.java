package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.FastJava;
import dev.pawl.cli.PawlProcess;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.RunSettings;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real process that owns a checkpoint, and this one, which comes later. */
@DisabledOnOs(OS.WINDOWS)
final class PausedOwnerTest {
    private static final long SEED = 1;
    private static final int ROUNDS = 2;
    private static final int FILES = 30;
    private static final int PATIENCE_SECONDS = 60;
    private static final int REFUSED = 4;
    private static final Duration SOON = Duration.ofMillis(200);

    @TempDir
    private Path directory;

    private static Process owner(NumbersPipeline pipeline, String trigger) throws IOException, InterruptedException {
        Process process = FastJava.archived().pawl(pipeline.log(), pipeline.words(trigger));
        for (int patience = PATIENCE_SECONDS * 1000; patience > 0 && process.isAlive(); patience--) {
            if (pipeline.lastCommitted() >= 0) {
                return process;
            }
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly();
        throw new AssertionError("nothing was committed: " + pipeline.said());
    }

    private static QueryPlan compile(Pawl pawl, NumbersPipeline pipeline) {
        return pawl.compile(
                        Pipeline.parse("pipeline.sql", pipeline.text(), pipeline.variables("available-now"), Map.of()))
                .get(0);
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void aCheckpointInUseIsRefusedAtOnceAndItsOwnerNamed() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.create(directory, 2);
        Process owner = owner(pipeline, "continuous-batches");
        try (Pawl pawl = Pawl.local()) {
            QueryPlan plan = compile(pawl, pipeline);
            long from = System.nanoTime();
            assertThatThrownBy(() -> pawl.start(plan))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_HELD))
                    .hasMessageContaining("process " + owner.pid() + " on host");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));

            PawlProcess.Result second = PawlProcess.java(
                            "dev.pawl.cli.Main", FastJava.opens().toArray(String[]::new))
                    .run(pipeline.words("continuous-batches"));
            assertThat(second.exitCode()).isEqualTo(REFUSED);
            assertThat(second.err()).contains("LEASE_HELD", "process " + owner.pid() + " on host");
            assertThat(owner.isAlive()).isTrue();
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void anOwnerThatWakesAfterItWasReplacedCommitsNothing() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            NumbersPipeline pipeline = NumbersPipeline.create(directory.resolve("round" + round), FILES);
            Process paused = owner(pipeline, "available-now");
            try (Pawl pawl = Pawl.local()) {
                paused.waitFor(random.nextInt(150), TimeUnit.MILLISECONDS);
                signal("STOP", paused);
                long seen = pipeline.lastCommitted();
                takeOver(pawl, compile(pawl, pipeline)).awaitTermination();
                Set<String> before = pipeline.published();

                signal("CONT", paused);

                assertThat(paused.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                assertThat(pipeline.said()).contains("LEASE_LOST");
                assertThat(paused.exitValue()).isEqualTo(REFUSED);
                assertThat(before).containsAll(pipeline.published());
                pipeline.checkEnd();
                assertThat(seen).as("it was paused before its end").isLessThan(FILES - 1);
            } finally {
                paused.destroyForcibly().waitFor();
            }
        }
    }

    /** A process that is only paused is alive: its silence alone makes its lease stale. */
    private static StreamingQuery takeOver(Pawl pawl, QueryPlan plan) {
        while (true) {
            try {
                return pawl.start(plan, RunSettings.DEFAULT.withLeaseStaleAfter(SOON));
            } catch (PawlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.LEASE_HELD);
            }
        }
    }
}
