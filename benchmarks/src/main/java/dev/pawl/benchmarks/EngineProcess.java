package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One engine at work on one query, watched from outside. */
final class EngineProcess implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final int WATCH_MILLIS = 20;

    private final Process process;
    private final Path output;
    private final Path errors;
    private final long startNanos;
    private Usage usage = new Usage(0, 0);

    private EngineProcess(Process process, Path output, Path errors, long startNanos) {
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.startNanos = startNanos;
    }

    static EngineProcess start(Engine engine, Query query, Settings settings, List<String> javaOptions, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Path output = directory.resolve("progress");
        Path errors = directory.resolve("errors");
        ProcessBuilder command = engine.process(query, settings, javaOptions, directory);
        command.redirectOutput(output.toFile()).redirectError(errors.toFile());
        long start = System.nanoTime();
        return new EngineProcess(command.start(), output, errors, start);
    }

    /** Waits until a file is there. */
    void awaitFile(Path file, Duration patience) throws IOException, InterruptedException {
        while (!Files.exists(file)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the process has ended: " + lastErrors());
            }
            if (elapsed().compareTo(patience) > 0) {
                throw new IllegalStateException("no " + file + " after " + patience + ": " + lastErrors());
            }
            Thread.sleep(2);
        }
    }

    /** Waits for the end; false if the process failed. */
    boolean awaitEnd() throws IOException, InterruptedException {
        do {
            usage();
        } while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS));
        return process.exitValue() == 0;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Up to now or, after the end, up to the last look before it. */
    Usage usage() throws IOException {
        usage = Usage.of(process.pid()).orElse(usage);
        return usage;
    }

    /** What it printed: a line of progress a batch. */
    Path output() {
        return output;
    }

    String lastErrors() throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
