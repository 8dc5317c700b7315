package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** JSON that waits in Kafka: parsed and brought together in windows, with state that survives; what the rows cost, not their sink. */
final class Windows implements Scenario {
    private static final int PARTITIONS = 4;
    private static final long RECORDS = 5_000_000;

    /** A topic with next to nothing: what is used for it is used for every start. */
    private static final String FEW = "windows-few";

    private static final long RECORDS_OF_FEW = 1000;

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        long total = settings.records().orElse(RECORDS);
        broker.fill(FEW, PARTITIONS, RECORDS_OF_FEW);
        broker.fill(name(), PARTITIONS, total);
        Table table = new Table(
                "engine",
                "records",
                "time",
                "records a second",
                "processor time a record",
                "processor time of a start",
                "processor time a record after it",
                "peak memory");
        for (Engine engine : settings.engines()) {
            Run start = measured(engine, settings, broker, FEW);
            Run all = measured(engine, settings, broker, name());
            double seconds = (double) all.time().toMillis() / 1000;
            double more = (double) (all.usage().cpuMillis() - start.usage().cpuMillis());
            table.row(
                    engine.title(),
                    (all.isGood() && start.isGood() ? "" : "FAILED: ")
                            + Figures.count(all.records())
                            + (all.records() == total ? "" : " of " + Figures.count(total)),
                    "%.1f s".formatted(seconds),
                    Figures.count((long) ((double) total / seconds)),
                    "%.2f µs".formatted(1000.0 * (double) all.usage().cpuMillis() / (double) total),
                    "%.2f s".formatted((double) start.usage().cpuMillis() / 1000),
                    "%.2f µs".formatted(1000.0 * more / (double) (total - RECORDS_OF_FEW)),
                    Figures.megabytes((double) all.usage().peakBytes()));
        }
        broker.deleteTopic(name());
        broker.deleteTopic(FEW);
        return table;
    }

    private record Run(boolean isGood, long records, Duration time, Usage usage) {}

    private Run measured(Engine engine, Settings settings, Broker broker, String topic)
            throws IOException, InterruptedException {
        Path directory = settings.work().resolve(topic).resolve(engine.name());
        Query query = new Query(
                "kafka",
                Orders.source(broker.servers(), topic),
                Orders.WINDOWS,
                "noop",
                Map.of("checkpointLocation", Directories.checkpoint(directory).toString(), "outputMode", "update"),
                Query.AVAILABLE_NOW);
        try (EngineProcess process = EngineProcess.start(engine, query, settings, settings.javaOptions(), directory)) {
            boolean isGood = process.awaitEnd();
            Duration time = process.elapsed();
            if (!isGood) {
                System.err.println(process.lastErrors());
            }
            long records = Progress.read(process.output()).stream()
                    .mapToLong(Progress::records)
                    .sum();
            return new Run(isGood, records, time, process.usage());
        } finally {
            Directories.delete(directory);
        }
    }
}
