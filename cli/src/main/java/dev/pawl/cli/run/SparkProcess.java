package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.remote.RunEvent;
import dev.pawl.pipeline.remote.RunRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Spark at work on a pipeline, in a process that lives no longer than this one. */
final class SparkProcess implements AutoCloseable {
    /** Several words of life may come late before the other side takes this one for gone. */
    private static final long ALIVE_EVERY_MS = RunRequest.SILENCE_MS_MAX / 4;

    private static final long END_SECONDS_MAX = 10;

    private final Process process;
    private final Writer in;
    private final Runnable checkLeases;
    private volatile Optional<PawlException> lost = Optional.empty();

    private SparkProcess(Process process, Runnable checkLeases) {
        this.process = process;
        this.in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.checkLeases = checkLeases;
    }

    /** @param checkLeases throws when this process may not let it write any longer */
    static SparkProcess start(List<String> command, RunRequest request, Runnable checkLeases) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            SparkProcess spark = new SparkProcess(process, checkLeases);
            spark.say(request.format());
            Thread heart = new Thread(spark::beat, "spark heartbeat");
            heart.setDaemon(true);
            heart.start();
            return spark;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND, command.get(0) + " cannot be started: " + e.getMessage() + ".", e);
        }
    }

    /** Lets the batches that run be the last. */
    void stopAfterBatches() {
        say(RunRequest.STOP);
    }

    private synchronized void say(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            // It has ended: whoever reads what it tells finds out.
            return;
        }
    }

    private void beat() {
        try {
            while (!process.waitFor(ALIVE_EVERY_MS, TimeUnit.MILLISECONDS)) {
                checkLeases.run();
                say(RunRequest.ALIVE);
            }
        } catch (PawlException e) {
            lost = Optional.of(e);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Hands on what it tells until it ends.
     *
     * @param others takes lines that are no events
     * @throws PawlException if it ends without a last word
     */
    void listen(Consumer<RunEvent> events, Consumer<String> others) {
        boolean hasEnded = false;
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Optional<RunEvent> event = RunEvent.parse(line);
                if (event.isEmpty()) {
                    others.accept(line);
                } else if (event.get().kind() == RunEvent.Kind.FAILED) {
                    throw event.get().problem();
                } else {
                    hasEnded |= event.get().kind() == RunEvent.Kind.ENDED;
                    events.accept(event.get());
                }
            }
            int exitCode = process.waitFor();
            lost.ifPresent(problem -> {
                throw problem;
            });
            if (!hasEnded) {
                throw new PawlException(
                        ErrorCode.STREAM_FAILED,
                        "Spark ended with exit code " + exitCode + " and without a word; its log may have one.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what Spark tells cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once if it has not ended; returns when it writes no more. */
    @Override
    public void close() {
        try {
            synchronized (this) {
                in.close();
            }
        } catch (IOException e) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
