package dev.pawl.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Deduplication that remembers millions of keys in a heap of 1 GB: what a key costs, how much memory that takes, and how soon the
 * query goes on after it was stopped.
 */
final class ManyKeys implements Scenario {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long KEYS = 10_000_000;
    private static final long KEYS_PER_BATCH = 500_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String HEAP = "-Xmx1g";

    @Override
    public String name() {
        return "many-keys";
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        long batches = Math.max(1, settings.records().orElse(KEYS) / KEYS_PER_BATCH);
        Table table = new Table(
                "engine",
                "keys",
                "time",
                "processor time a key",
                "peak memory",
                "restart until the next batch is done",
                "processor time of that",
                "peak memory of that");
        for (Engine engine : settings.engines()) {
            Path directory = settings.work().resolve(name()).resolve(engine.name());
            measure(engine, settings, directory, batches, table);
            Directories.delete(directory);
        }
        return table;
    }

    private static void measure(Engine engine, Settings settings, Path directory, long batches, Table table)
            throws IOException, InterruptedException {
        long keys = batches * KEYS_PER_BATCH;
        Run first = run(engine, settings, directory, batches - 1);
        // More than was asked for may be done by the time it has stopped.
        Run second = run(engine, settings, directory, newestCommit(directory) + 1);
        table.row(
                engine.title(),
                Figures.count(keys),
                Figures.seconds(first.millis()),
                "%.2f µs".formatted(1000.0 * (double) first.usage().cpuMillis() / (double) keys),
                Figures.megabytes((double) first.usage().peakBytes()),
                Figures.seconds(second.millis()),
                Figures.seconds((double) second.usage().cpuMillis()),
                Figures.megabytes((double) second.usage().peakBytes()));
    }

    private record Run(double millis, Usage usage) {}

    /** From the start of the process until a batch is done. */
    private static Run run(Engine engine, Settings settings, Path directory, long batchId)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(settings.javaOptions());
        options.add(HEAP);
        Path aside = directory.resolve("until-" + batchId);
        try (EngineProcess process = EngineProcess.start(engine, query(directory), settings, options, aside)) {
            process.awaitFile(commits(directory).resolve(Long.toString(batchId)), PATIENCE);
            Run run = new Run(process.elapsed().toMillis(), process.usage());
            check(process, batchId);
            process.stop();
            return run;
        }
    }

    private static Path commits(Path directory) {
        return Directories.checkpoint(directory).resolve("commits");
    }

    private static long newestCommit(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(commits(directory))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElseThrow();
        }
    }

    private static Query query(Path directory) {
        return new Query(
                "rate-micro-batch",
                Map.of("rowsPerBatch", Long.toString(KEYS_PER_BATCH), "numPartitions", "2"),
                "SELECT DISTINCT md5(CAST(value AS STRING)) AS id FROM STREAM source",
                "noop",
                Map.of("checkpointLocation", Directories.checkpoint(directory).toString(), "outputMode", "update"),
                Query.CONTINUOUS,
                Map.of(
                        "spark.sql.streaming.stateStore.providerClass",
                        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
                        "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
                        "true"));
    }

    /** The progress of a batch comes soon after its commit. */
    private static void check(EngineProcess process, long batchId) throws IOException, InterruptedException {
        long keys = (batchId + 1) * KEYS_PER_BATCH;
        for (int tries = 0; tries < 500; tries++) {
            for (String line : Files.readAllLines(process.output())) {
                if (line.startsWith("{") && line.endsWith("}")) {
                    JsonNode progress = JSON.readTree(line);
                    if (progress.path("batchId").asLong() == batchId) {
                        long found = progress.path("stateOperators")
                                .path(0)
                                .path("numRowsTotal")
                                .asLong();
                        if (found != keys) {
                            throw new IllegalStateException("there are " + found + " keys, not " + keys);
                        }
                        return;
                    }
                }
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("no progress of batch " + batchId + ": " + process.lastErrors());
    }
}
