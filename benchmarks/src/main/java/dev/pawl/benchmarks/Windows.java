package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** JSON that waits in Kafka: parsed and brought together in windows, with state that survives; what the rows cost, not their sink. */
final class Windows implements Scenario {
    private static final int PARTITIONS = 4;
    private static final long RECORDS = 5_000_000;

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        long total = settings.records().orElse(RECORDS);
        broker.fill(name(), PARTITIONS, total);
        Table table =
                new Table("engine", "records", "time", "records a second", "processor time a record", "peak memory");
        for (Engine engine : settings.engines()) {
            Path directory = settings.work().resolve(name()).resolve(engine.name());
            measure(engine, settings, broker, directory, total, table);
            Directories.delete(directory);
        }
        broker.deleteTopic(name());
        return table;
    }

    private void measure(Engine engine, Settings settings, Broker broker, Path directory, long total, Table table)
            throws IOException, InterruptedException {
        Query query = new Query(
                "kafka",
                Orders.source(broker.servers(), name()),
                Orders.WINDOWS,
                "noop",
                Map.of("checkpointLocation", Directories.checkpoint(directory).toString(), "outputMode", "update"),
                Query.AVAILABLE_NOW);
        try (EngineProcess process = EngineProcess.start(engine, query, settings, settings.javaOptions(), directory)) {
            boolean isGood = process.awaitEnd();
            double seconds = (double) process.elapsed().toMillis() / 1000;
            if (!isGood) {
                System.err.println(process.lastErrors());
            }
            long read = Progress.read(process.output()).stream()
                    .mapToLong(Progress::records)
                    .sum();
            table.row(
                    engine.title(),
                    (isGood ? "" : "FAILED: ")
                            + Figures.count(read)
                            + (read == total ? "" : " of " + Figures.count(total)),
                    "%.1f s".formatted(seconds),
                    Figures.count((long) ((double) total / seconds)),
                    "%.2f µs".formatted(1000.0 * (double) process.usage().cpuMillis() / (double) total),
                    Figures.megabytes((double) process.usage().peakBytes()));
        }
    }
}
