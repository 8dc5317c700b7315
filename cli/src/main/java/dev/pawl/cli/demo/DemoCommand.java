package dev.pawl.cli.demo;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Tone;
import dev.pawl.engine.Pawl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** {@code pawl demo}: makes orders, runs a pipeline into Delta, kills it inside a batch, resumes it, counts. */
public final class DemoCommand implements Command {
    private static final Parameter<String> DIRECTORY = Parameter.optional(
            "DIRECTORY", "Where the tour puts its files: a new directory; by default a temporary one", ValueType.TEXT);
    private static final long KILL_FROM_BATCH = 2;
    private static final long PATIENCE_SECONDS = 120;

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("A tour: run a pipeline, kill it inside a batch, resume it, prove that nothing is lost")
                .detail("Needs nothing but Java, takes well under a minute, and leaves its files for you to look at.")
                .parameter(DIRECTORY)
                .example("pawl demo");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try {
            Path directory = directory(invocation);
            return new Tour(invocation.report(), directory).go() ? Outcome.DONE : Outcome.FINDINGS;
        } catch (IOException e) {
            throw new PawlException(ErrorCode.OUTPUT_FAILED, "The demo cannot go on: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PawlException(ErrorCode.STREAM_FAILED, "The demo was interrupted.", e);
        }
    }

    private static Path directory(Invocation invocation) throws IOException {
        var given = invocation.arguments().find(DIRECTORY);
        if (given.isEmpty()) {
            return Files.createTempDirectory("pawl-demo-");
        }
        Path directory = Path.of(given.get());
        if (Files.exists(directory)) {
            throw new PawlException(ErrorCode.ARGUMENT_INVALID, directory + " is there already: name a new directory.");
        }
        return Files.createDirectories(directory);
    }

    private static final class Tour {
        private final Report report;
        private final Path directory;
        private final Path log;
        private final String checkpoint;

        Tour(Report report, Path directory) {
            this.report = report;
            this.directory = directory;
            this.log = directory.resolve("run.log");
            this.checkpoint = directory.resolve("_checkpoints/revenue").toString();
        }

        boolean go() throws IOException, InterruptedException {
            say("1  ", "Make orders");
            Contents expected = DemoOrders.write(directory.resolve("orders"));
            tell(
                    "%,d orders in %d files below %s",
                    DemoOrders.FILES * DemoOrders.ORDERS_PER_FILE, DemoOrders.FILES, directory);

            say("2  ", "Run the pipeline: JSON files → SQL → Delta");
            Path pipeline = directory.resolve("revenue.sql");
            Files.writeString(pipeline, pipelineText());
            pipelineText()
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("--"))
                    .forEach(line -> tell("  %s", line));

            say("3  ", "Kill it in the middle of a batch");
            long killed = runAndKill(pipeline);
            Contents partly = Contents.ofTable(directory.resolve("revenue").toString(), Pawl.outside());
            tell(
                    "kill -9 inside batch %d: offsets/%d is written, commits/%d is not; %,d rows are in the table",
                    killed, killed, killed, partly.orders());

            say("4  ", "Start it again");
            Process resumed = start(pipeline);
            if (!resumed.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || resumed.exitValue() != 0) {
                resumed.destroyForcibly();
                throw new PawlException(
                        ErrorCode.STREAM_FAILED,
                        "The resumed pipeline did not end well; its output is in " + log + ".");
            }
            tell("it ran batch %d again and went on to batch %d", killed, lastCommitted());

            say("5  ", "Prove it");
            Contents found = Contents.ofTable(directory.resolve("revenue").toString(), Pawl.outside());
            tell("expected  %s", text(expected));
            tell("found     %s", text(found));
            boolean isEqual = found.equals(expected);
            report.line(
                    isEqual ? Tone.GOOD.of("   equal") : Tone.BAD.of("   DIFFERENT"),
                    isEqual ? ": every order is in the table exactly once." : ": this is a bug, please report it.");

            say("6  ", "Look around");
            tell("pawl checkpoint show %s", checkpoint);
            tell("pawl checkpoint batches %s", checkpoint);
            tell("pawl run %s --set dir=%s", pipeline, directory);
            return isEqual;
        }

        private static String text(Contents contents) {
            return String.format(
                    Locale.ROOT,
                    "%,d orders, worth %,d.%02d, fingerprint %016x",
                    contents.orders(),
                    contents.cents() / 100,
                    contents.cents() % 100,
                    contents.fingerprint());
        }

        private String pipelineText() throws IOException {
            try (InputStream in = DemoCommand.class.getResourceAsStream("revenue.sql")) {
                if (in == null) {
                    throw new IllegalStateException("no resource revenue.sql");
                }
                return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
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
                        return lastPlanned();
                    }
                    process = start(pipeline);
                }
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.destroyForcibly();
            throw new PawlException(
                    ErrorCode.STREAM_FAILED,
                    "The pipeline was not caught inside a batch; its output is in " + log + ".");
        }

        private boolean isInside(long fromBatch) throws IOException {
            try (Storage storage = Storages.open(checkpoint)) {
                OptionalLong planned = new OffsetLog(storage).latest();
                return planned.isPresent()
                        && planned.getAsLong() >= fromBatch
                        && new CommitLog(storage).latest().orElse(-1) < planned.getAsLong();
            }
        }

        private long lastPlanned() throws IOException {
            try (Storage storage = Storages.open(checkpoint)) {
                return new OffsetLog(storage).latest().orElseThrow();
            }
        }

        private long lastCommitted() throws IOException {
            try (Storage storage = Storages.open(checkpoint)) {
                return new CommitLog(storage).latest().orElseThrow();
            }
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
}
