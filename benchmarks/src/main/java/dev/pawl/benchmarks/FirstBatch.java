package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** From the start of the process until the first batch is committed. */
final class FirstBatch implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TOPIC = "first-batch";

    @Override
    public String name() {
        return "first-batch";
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        broker.fill(TOPIC, 1, 1000);
        Table table = new Table("query", "engine", "time", "shortest, longest", "processor time", "peak memory");
        for (Engine engine : settings.engines()) {
            table.row(row("rate-micro-batch → noop", engine, settings, FirstBatch::rateToNoop));
        }
        for (Engine engine : settings.engines()) {
            table.row(row(
                    "Kafka → Delta, 1,000 records", engine, settings, directory -> kafkaToDelta(broker, directory)));
        }
        broker.deleteTopic(TOPIC);
        return table;
    }

    private String[] row(String title, Engine engine, Settings settings, Function<Path, Query> query)
            throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        List<Long> cpus = new ArrayList<>();
        List<Long> peaks = new ArrayList<>();
        for (int run = 0; run < settings.runs(); run++) {
            Path directory = settings.work().resolve(name()).resolve(engine.name() + run);
            try (EngineProcess process =
                    EngineProcess.start(engine, query.apply(directory), settings, settings.javaOptions(), directory)) {
                process.awaitFile(Directories.checkpoint(directory).resolve("commits/0"), PATIENCE);
                times.add((double) process.elapsed().toMillis());
                cpus.add(process.usage().cpuMillis());
                peaks.add(process.usage().peakBytes());
            }
            Directories.delete(directory);
        }
        return new String[] {
            title,
            engine.title(),
            Figures.seconds(Figures.median(times)),
            Figures.seconds(Figures.percentile(times, 0)) + ", " + Figures.seconds(Figures.percentile(times, 1)),
            Figures.seconds(Figures.median(cpus)),
            Figures.megabytes(Figures.median(peaks))
        };
    }

    private static Query rateToNoop(Path directory) {
        return new Query(
                "rate-micro-batch",
                Map.of("rowsPerBatch", "1000", "numPartitions", "1"),
                "SELECT timestamp, value * 2 AS twice FROM STREAM source WHERE value % 4 = 0",
                "noop",
                Map.of("checkpointLocation", Directories.checkpoint(directory).toString()),
                Query.CONTINUOUS);
    }

    private static Query kafkaToDelta(Broker broker, Path directory) {
        return new Query(
                "kafka",
                Orders.source(broker.servers(), TOPIC),
                Orders.SELECT,
                "delta",
                Directories.sinkOptions(directory),
                Query.CONTINUOUS);
    }
}
