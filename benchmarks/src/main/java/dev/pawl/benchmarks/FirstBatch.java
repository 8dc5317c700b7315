package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of the process until the first batch is committed. */
final class FirstBatch implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TOPIC = "first-batch";

    private record Start(double millis, Usage usage) {}

    @Override
    public String name() {
        return "first-batch";
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        broker.fill(TOPIC, 1, 1000);
        Table table = new Table("query", "engine", "time", "shortest, longest", "processor time", "peak memory");
        for (boolean isKafka : new boolean[] {false, true}) {
            for (Engine engine : settings.engines()) {
                List<Start> starts = new ArrayList<>();
                for (int run = 0; run < settings.runs(); run++) {
                    Path directory = settings.work().resolve(name()).resolve(Long.toString(System.nanoTime()));
                    Query query = isKafka ? kafkaToDelta(broker, directory) : rateToNoop(directory);
                    starts.add(start(engine, query, settings, directory));
                    Directories.delete(directory);
                }
                List<Double> times = starts.stream().map(Start::millis).toList();
                table.row(
                        isKafka ? "Kafka → Delta, 1,000 records" : "rate-micro-batch → noop",
                        engine.title(),
                        Figures.seconds(Figures.median(times)),
                        Figures.seconds(Figures.percentile(times, 0)) + ", "
                                + Figures.seconds(Figures.percentile(times, 1)),
                        Figures.seconds(Figures.median(
                                starts.stream().map(s -> s.usage().cpuMillis()).toList())),
                        Figures.megabytes(Figures.median(
                                starts.stream().map(s -> s.usage().peakBytes()).toList())));
            }
        }
        broker.deleteTopic(TOPIC);
        return table;
    }

    private static Start start(Engine engine, Query query, Settings settings, Path directory)
            throws IOException, InterruptedException {
        try (EngineProcess process = EngineProcess.start(engine, query, settings, settings.javaOptions(), directory)) {
            process.awaitFile(Directories.checkpoint(directory).resolve("commits/0"), PATIENCE);
            return new Start(process.elapsed().toNanos() / 1e6, process.usage());
        }
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
