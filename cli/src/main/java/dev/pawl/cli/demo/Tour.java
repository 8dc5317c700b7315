package dev.pawl.cli.demo;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Tone;
import dev.pawl.engine.Pawl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes orders, runs a windowed pipeline into Delta, kills it inside a batch, resumes it, adds up, shows the checkpoint. */
final class Tour {
    private static final long KILL_FROM_BATCH = 4;
    private static final long PATIENCE_SECONDS = 120;
    private static final String BATCHES_SHOWN = "3";
    private static final String STATE_SHOWN = "key.product = 'crank'";

    private final Report report;
    private final Path directory;
    private final Path log;
    private final String table;
    private final String checkpoint;

    Tour(Report report, Path directory) {
        this.report = report;
        this.directory = directory;
        this.log = directory.resolve("run.log");
        this.table = directory.resolve("revenue").toString();
        this.checkpoint = directory.resolve("_checkpoints/revenue").toString();
    }

    /** Whether the sums are right. */
    boolean go() throws IOException, InterruptedException {
        say("1  ", "Make orders");
        Revenue expected = DemoOrders.write(directory.resolve("orders"));
        tell(
                "%,d orders in %d files below %s, each up to five minutes late",
                DemoOrders.FILES * DemoOrders.ORDERS_PER_FILE, DemoOrders.FILES, directory);

        say("2  ", "Run the pipeline: JSON files → sums by window → Delta");
        Path pipeline = directory.resolve("revenue.sql");
        Files.writeString(pipeline, pipelineText());
        pipelineText()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .forEach(line -> tell("  %s", line));

        say("3  ", "Kill it in the middle of a batch");
        long killed = runAndKill(pipeline);
        tell("kill -9 inside batch %d: offsets/%d is written, commits/%d is not", killed, killed, killed);
        tell(
                "%,d sums are in the table, and %,d more are remembered as they were after batch %d",
                Revenue.ofTable(table, Pawl.outside()).sums().size(),
                remembered(killed - 1).sums().size(),
                killed - 1);

        say("4  ", "Start it again");
        resume(pipeline);
        long last = lastCommitted();
        tell("it took up the sums of batch %d, ran batch %d again and went on to batch %d", killed - 1, killed, last);

        say("5  ", "Prove it");
        boolean isEqual = prove(expected, last);

        say("6  ", "Look at its checkpoint");
        show("checkpoint", "batches", checkpoint, "--limit", BATCHES_SHOWN);
        show("state", "show", checkpoint, "-o", "json", "--where", STATE_SHOWN);

        say("7  ", "Look around");
        tell("pawl checkpoint show %s", checkpoint);
        tell("pawl checkpoint verify %s", checkpoint);
        tell("pawl run %s --set dir=%s", pipeline, directory);
        return isEqual;
    }

    private static String pipelineText() throws IOException {
        try (InputStream in = Tour.class.getResourceAsStream("revenue.sql")) {
            if (in == null) {
                throw new IllegalStateException("no resource revenue.sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Process start(Path pipeline) throws IOException {
        return ChildProcess.start(List.of("run", pipeline.toString(), "--set", "dir=" + directory), log);
    }

    /** Runs until a batch is planned and not committed, and kills the process there; again if it was quicker. */
    private long runAndKill(Path pipeline) throws IOException, InterruptedException {
        Process process = start(pipeline);
        long patience = PATIENCE_SECONDS * 1000;
        while (process.isAlive() && patience-- > 0) {
            if (isInside(KILL_FROM_BATCH)) {
                process.destroyForcibly().waitFor();
                if (isInside(KILL_FROM_BATCH)) {
                    return lastCommitted() + 1;
                }
                process = start(pipeline);
            }
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly();
        throw new PawlException(
                ErrorCode.STREAM_FAILED, "The pipeline was not caught inside a batch; its output is in " + log + ".");
    }

    private boolean isInside(long fromBatch) throws IOException {
        try (Storage storage = Storages.open(checkpoint)) {
            OptionalLong planned = new OffsetLog(storage).latest();
            return planned.isPresent()
                    && planned.getAsLong() >= fromBatch
                    && new CommitLog(storage).latest().orElse(-1) < planned.getAsLong();
        }
    }

    private long lastCommitted() throws IOException {
        try (Storage storage = Storages.open(checkpoint)) {
            return new CommitLog(storage).latest().orElseThrow();
        }
    }

    private Revenue remembered(long batchId) throws IOException {
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint))) {
            return Revenue.ofState(opened, batchId);
        }
    }

    private void resume(Path pipeline) throws IOException, InterruptedException {
        Process resumed = start(pipeline);
        if (!resumed.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || resumed.exitValue() != 0) {
            resumed.destroyForcibly();
            throw new PawlException(
                    ErrorCode.STREAM_FAILED, "The resumed pipeline did not end well; its output is in " + log + ".");
        }
    }

    private boolean prove(Revenue expected, long lastBatch) throws IOException {
        Revenue written = Revenue.ofTable(table, Pawl.outside());
        Revenue open = remembered(lastBatch);
        Revenue found = written.and(open);
        tell("expected  %s, added up while the orders were made", text(expected));
        tell("found     %s", text(found));
        tell(
                "          %,d in the table, %,d in the state, for orders that may still come",
                written.sums().size(), open.sums().size());
        boolean isEqual = found.equals(expected);
        report.line(
                isEqual ? Tone.GOOD.of("   equal") : Tone.BAD.of("   DIFFERENT"),
                isEqual
                        ? ": each sum is there once, and in it each order once."
                        : ": this is a bug, please report it.");
        return isEqual;
    }

    private static String text(Revenue revenue) {
        return String.format(
                Locale.ROOT,
                "%,d sums of %,d orders, worth %,d.%02d",
                revenue.sums().size(),
                revenue.orders(),
                revenue.cents() / 100,
                revenue.cents() % 100);
    }

    /** A command and what it says. */
    private void show(String... words) throws IOException {
        tell(
                "$ pawl %s",
                Stream.of(words)
                        .map(word -> word.contains(" ") ? '"' + word + '"' : word)
                        .collect(Collectors.joining(" ")));
        ChildProcess.lines(
                        Stream.concat(Stream.of(words), Stream.of("--no-color")).toList())
                .forEach(line -> tell("%s", line));
    }

    private void say(String number, String title) {
        report.line("");
        report.line(Tone.STRONG.of(number + title), "");
        report.flush();
    }

    private void tell(String format, Object... values) {
        report.line("   " + String.format(Locale.ROOT, format, values));
        report.flush();
    }
}
