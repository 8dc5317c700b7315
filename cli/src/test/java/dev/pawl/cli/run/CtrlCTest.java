package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.cli.FastJava;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real process, told to end inside a batch that lasts until the test lets it go on. */
@DisabledOnOs(OS.WINDOWS)
final class CtrlCTest {
    private static final int FILES = 3;
    private static final int PATIENCE_SECONDS = 120;
    private static final int INTERRUPTED = 130;
    private static final int TERMINATED = 143;
    private static final String HEARD = "Ctrl-C again stops at once";
    private static final String FAILED = "is started again";
    /** After so many failures the pause is long enough to be met. */
    private static final int FAILURES = 3;

    /** The number of kills in -Pfull-kill. */
    private static final String FULL = "1000";

    @TempDir
    private Path directory;

    /** Who was started in the background of a script hands its deaf ear down to every process it starts. */
    @BeforeAll
    static void ctrlCReachesWhatThisProcessStarts() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "kill -INT $$").start();
        assumeTrue(shell.waitFor() != 0, "this process was started with Ctrl-C ignored");
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void await(Process process, NumbersPipeline pipeline, Callable<Boolean> event) throws Exception {
        for (int patience = PATIENCE_SECONDS * 1000; patience > 0 && process.isAlive(); patience--) {
            if (event.call()) {
                return;
            }
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("it did not come so far: " + pipeline.said());
    }

    private static boolean hasSaid(NumbersPipeline pipeline, String words, int times) throws IOException {
        return pipeline.said().split(words, -1).length > times;
    }

    /** A process inside its first batch. */
    private static Process held(FastJava java, NumbersPipeline pipeline, String trigger) throws Exception {
        Process process = java.pawl(pipeline.log(), pipeline.words(trigger));
        try {
            await(process, pipeline, () -> pipeline.lastPlanned() == 0);
            return process;
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static void assertEndsWith(int exitCode, Process process, NumbersPipeline pipeline) throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it has ended: %s", pipeline.said())
                .isTrue();
        assertThat(process.exitValue()).as("%s", pipeline.said()).isEqualTo(exitCode);
    }

    private static StreamingQuery startHere(Pawl pawl, NumbersPipeline pipeline) {
        return pawl.start(pawl.compile(
                        Pipeline.parse("pipeline.sql", pipeline.text(), pipeline.variables("available-now"), Map.of()))
                .get(0));
    }

    private static void checkIsContinued(NumbersPipeline pipeline) throws Exception {
        try (Pawl pawl = Pawl.local()) {
            startHere(pawl, pipeline).awaitTermination();
        }
        pipeline.checkEnd();
    }

    @Test
    void theFirstLetsTheBatchFinishAndBeginsNoOther() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.createHeld(directory, FILES);
        Process process = held(FastJava.archived(), pipeline, "continuous-batches");
        try {
            signal("INT", process);
            await(process, pipeline, () -> hasSaid(pipeline, HEARD, 1));
            assertThat(pipeline.lastCommitted()).isEqualTo(-1);

            pipeline.openGate();

            assertEndsWith(INTERRUPTED, process, pipeline);
            assertThat(pipeline.lastCommitted()).isZero();
            assertThat(pipeline.lastPlanned()).isZero();
        } finally {
            process.destroyForcibly();
        }
        checkIsContinued(pipeline);
    }

    @Test
    void theSecondStopsAtOnce() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.createHeld(directory, FILES);
        Process process = held(FastJava.archived(), pipeline, "continuous-batches");
        try {
            signal("INT", process);
            await(process, pipeline, () -> hasSaid(pipeline, HEARD, 1));

            signal("INT", process);

            assertEndsWith(INTERRUPTED, process, pipeline);
            assertThat(pipeline.lastPlanned()).isZero();
            assertThat(pipeline.lastCommitted()).isEqualTo(-1);
        } finally {
            process.destroyForcibly();
        }
        pipeline.openGate();
        checkIsContinued(pipeline);
    }

    @Test
    void aQueryThatWaitsToBeStartedAgainIsNot() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.createHeld(directory, FILES);
        try (Pawl pawl = Pawl.local()) {
            StreamingQuery query = startHere(pawl, pipeline);
            while (query.isActive() && pipeline.lastPlanned() < 0) {
                Thread.onSpinWait();
            }
            query.stop();
        }
        pipeline.openGate();
        byte[] content = Files.readAllBytes(pipeline.file(0));
        FileTime modified = Files.getLastModifiedTime(pipeline.file(0));
        Files.delete(pipeline.file(0));
        // Points to itself: it is there as it was, but cannot be opened.
        Files.createSymbolicLink(pipeline.file(0), pipeline.file(0));
        Files.getFileAttributeView(pipeline.file(0), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, null, null);
        Process process = FastJava.archived().pawl(pipeline.log(), pipeline.restartingWords("available-now"));
        try {
            await(process, pipeline, () -> hasSaid(pipeline, FAILED, FAILURES));

            signal("INT", process);

            assertEndsWith(INTERRUPTED, process, pipeline);
            assertThat(hasSaid(pipeline, FAILED, FAILURES + 1)).isFalse();
        } finally {
            process.destroyForcibly();
        }
        Files.delete(pipeline.file(0));
        Files.write(pipeline.file(0), content);
        Files.setLastModifiedTime(pipeline.file(0), modified);
        checkIsContinued(pipeline);
    }

    @Test
    @EnabledIfSystemProperty(named = "test.kills", matches = FULL, disabledReason = "takes long: -Pfull-kill")
    void whoIsStartedDeafToItGoesOn() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.createHeld(directory, FILES);
        Process process = held(FastJava.ignoringCtrlC(), pipeline, "available-now");
        try {
            signal("INT", process);
            signal("INT", process);

            pipeline.openGate();

            assertEndsWith(0, process, pipeline);
        } finally {
            process.destroyForcibly();
        }
        pipeline.checkEnd();
    }

    @Test
    @EnabledIfSystemProperty(named = "test.kills", matches = FULL, disabledReason = "takes long: -Pfull-kill")
    void sigtermLetsTheBatchFinish() throws Exception {
        NumbersPipeline pipeline = NumbersPipeline.createHeld(directory, FILES);
        Process process = held(FastJava.archived(), pipeline, "continuous-batches");
        try {
            signal("TERM", process);
            await(process, pipeline, () -> hasSaid(pipeline, HEARD, 1));
            assertThat(pipeline.lastCommitted()).isEqualTo(-1);

            pipeline.openGate();

            assertEndsWith(TERMINATED, process, pipeline);
            assertThat(pipeline.lastCommitted()).isZero();
            assertThat(pipeline.lastPlanned()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
