package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.cli.FastJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The queries of one pipeline file, side by side in one process that is killed at moments chosen by a seed. Their checkpoints are
 * {@code ${dir}/cp/<name>}; the file has a variable {@code trigger}.
 */
final class KilledQueries {
    /** In most kills something is under way; how far exactly is the machine's. */
    private static final int STARTING_OF = 5;

    private static final int STARTING_MS = 2500;
    private static final int RUNNING_MS = 60;
    private static final int INSIDE_MS = 8;
    /** With nothing more to do, nothing is ever inside a batch. */
    private static final int IDLE_MS = 500;

    private static final int QUIET_MS = 5000;
    private static final int POLL_MS = 2;
    private static final int PATIENCE_SECONDS = 120;

    private final Path directory;
    private final Map<String, String> variables;
    private final List<String> names;
    private int kills;
    private int insideBatch;

    KilledQueries(Path directory, String text, Map<String, String> variables, String... names) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.variables = variables;
        this.names = List.of(names);
        Files.writeString(directory.resolve("pipeline.sql"), text);
    }

    /** Kills after which one of the queries had a batch that was planned and not committed. */
    int insideBatch() {
        return insideBatch;
    }

    /** Starts the process and kills it. */
    void kill(Random random) throws IOException, InterruptedException {
        Process process = start("continuous-batches");
        try {
            awaitMoment(process, random);
            assertThat(process.isAlive())
                    .as("it runs until kill %s: %s", kills, said())
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        kills++;
        insideBatch += isInside() ? 1 : 0;
    }

    /** Each query in turn has its batches awaited: they do not start at once. */
    private void awaitMoment(Process process, Random random) throws IOException, InterruptedException {
        if (kills >= names.size() && random.nextInt(STARTING_OF) == 0) {
            process.waitFor(random.nextInt(STARTING_MS), TimeUnit.MILLISECONDS);
            return;
        }
        awaitBatch(names.get(kills % names.size()), process);
        process.waitFor(random.nextInt(RUNNING_MS), TimeUnit.MILLISECONDS);
        if (random.nextBoolean()) {
            for (int waited = 0; waited < IDLE_MS && !isInside(); waited += POLL_MS) {
                process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
            }
            process.waitFor(random.nextInt(INSIDE_MS), TimeUnit.MILLISECONDS);
        }
    }

    /** Until a query has committed something, or all have done what there is to do. */
    private void awaitBatch(String name, Process process) throws IOException, InterruptedException {
        long before = committed(name);
        long batchesBefore = batches();
        long batches = batchesBefore;
        int quiet = 0;
        for (int waited = 0; waited < PATIENCE_SECONDS * 1000; waited += POLL_MS) {
            long now = batches();
            quiet = now == batches ? quiet + POLL_MS : 0;
            batches = now;
            boolean isDone = now > batchesBefore && quiet > QUIET_MS;
            if (committed(name) > before || isDone || process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        throw new AssertionError("nothing was committed: " + said());
    }

    /** What has been committed, by all of them. */
    private long batches() throws IOException {
        long sum = 0;
        for (String name : names) {
            sum += committed(name) + 1;
        }
        return sum;
    }

    private boolean isInside() throws IOException {
        for (String name : names) {
            // In this order, or a batch that begins between the looks would pass for one under way.
            try (Storage storage = checkpoint(name)) {
                long planned = new OffsetLog(storage).latest().orElse(-1);
                if (planned > new CommitLog(storage).latest().orElse(-1)) {
                    return true;
                }
            }
        }
        return false;
    }

    private long committed(String name) throws IOException {
        try (Storage storage = checkpoint(name)) {
            return new CommitLog(storage).latest().orElse(-1);
        }
    }

    private Storage checkpoint(String name) {
        return Storages.open(directory.resolve("cp").resolve(name).toString());
    }

    /** Runs the queries until nothing is left to read; their checkpoints are sound then. */
    void runToEnd() throws IOException, InterruptedException {
        Process process = start("available-now");
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends: %s", said())
                    .isTrue();
            assertThat(process.exitValue()).as("%s", said()).isZero();
        } finally {
            process.destroyForcibly();
        }
        for (String name : names) {
            List<Finding> findings = new ArrayList<>();
            try (Checkpoint checkpoint = Checkpoint.open(checkpoint(name))) {
                assertThat(new Verifier(checkpoint).run(findings::add).errors())
                        .as("%s: %s", name, findings)
                        .isZero();
            }
        }
    }

    private Process start(String trigger) {
        List<String> words =
                new ArrayList<>(List.of("run", directory.resolve("pipeline.sql").toString()));
        variables.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        words.addAll(List.of("--set", "dir=" + directory, "--set", "trigger=" + trigger));
        return FastJava.archived().pawl(log(), words.toArray(String[]::new));
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** The end of what the processes said, for messages. */
    private String said() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
