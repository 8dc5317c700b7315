package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.FastJava;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process, killed again and again at moments chosen by a seed. How far it is by then is the machine's; that every row is there
 * once is not.
 */
final class KillTest {
    private static final int KILLS = Integer.getInteger("test.kills", 50);
    private static final long SEED = 20261121;
    /** A start of Java is busy on one processor and a half. */
    private static final int LANES = 2;

    private static final int FILES_PER_KILL = 12;
    private static final int STARTING_MS = 1000;
    private static final int OWNING_MS = 1000;
    private static final int COMMITTING_MS = 150;
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path directory;

    /** From when on the moment of a kill is counted. */
    private enum Phase {
        STARTING(STARTING_MS),
        OWNING(OWNING_MS),
        COMMITTING(COMMITTING_MS);

        private final int withinMs;

        Phase(int withinMs) {
            this.withinMs = withinMs;
        }
    }

    private static final List<Phase> PHASES = List.of(Phase.values());

    /** What the kills of a lane met. */
    private record Kills(int all, int insideBatch) {}

    @Test
    void everyRowIsThereOnceHoweverOftenTheProcessIsKilled() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<Kills>> lanes = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                int number = lane;
                lanes.add(threads.submit(() -> lane(number)));
            }
            int all = 0;
            int insideBatch = 0;
            for (Future<Kills> lane : lanes) {
                all += lane.get().all();
                insideBatch += lane.get().insideBatch();
            }
            assertThat(all).isGreaterThanOrEqualTo(KILLS);
            assertThat(insideBatch).as("kills inside a batch, of %d", all).isGreaterThan(KILLS / 10);
        } finally {
            threads.shutdownNow();
        }
    }

    private Kills lane(int number) throws IOException, InterruptedException {
        Random random = new Random(SEED + number);
        int kills = (KILLS + LANES - 1) / LANES;
        NumbersPipeline pipeline = NumbersPipeline.create(directory.resolve("lane" + number), kills * FILES_PER_KILL);
        int insideBatch = 0;
        for (int kill = 0; kill < kills; kill++) {
            Phase phase;
            Process process = FastJava.archived().pawl(pipeline.log(), pipeline.words("available-now"));
            try {
                phase = PHASES.get(random.nextInt(PHASES.size()));
                await(pipeline, process, phase, random.nextInt(phase.withinMs));
                assertThat(process.isAlive())
                        .as("it is still running when it is killed: %s", pipeline.said())
                        .isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
            boolean isInside = phase == Phase.COMMITTING && pipeline.lastPlanned() > pipeline.lastCommitted();
            insideBatch += isInside ? 1 : 0;
        }
        endWell(pipeline, FastJava.archived().pawl(pipeline.log(), pipeline.words("available-now")));
        return new Kills(kills, insideBatch);
    }

    /** Until some time after a phase has begun, but no longer than the phase: the files shall last for all kills. */
    private static void await(NumbersPipeline pipeline, Process process, Phase phase, int delayMs)
            throws IOException, InterruptedException {
        long before = pipeline.lastCommitted();
        for (int patience = PATIENCE_SECONDS * 1000; patience > 0 && process.isAlive(); patience--) {
            boolean hasCommitted = pipeline.lastCommitted() > before;
            boolean hasBegun =
                    switch (phase) {
                        case STARTING -> true;
                        case OWNING -> hasCommitted || pipeline.isOwnedBy(process.pid());
                        case COMMITTING -> hasCommitted;
                    };
            if (hasBegun) {
                for (int waited = 0; waited < delayMs && !(hasCommitted && phase != Phase.COMMITTING); waited++) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                    hasCommitted = phase != Phase.COMMITTING && pipeline.lastCommitted() > before;
                }
                return;
            }
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
    }

    private static void endWell(NumbersPipeline pipeline, Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", pipeline.said()).isZero();
        } finally {
            process.destroyForcibly();
        }
        pipeline.checkEnd();
    }
}
