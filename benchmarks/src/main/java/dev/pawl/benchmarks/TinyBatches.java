package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records that trickle in: what a batch takes that has next to nothing to do. */
final class TinyBatches implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 2;
    private static final int PAUSE_MILLIS = 20;
    private static final int RECORDS_MAX = 10;
    /** One part in five is for compilers and caches. */
    private static final int WARM_UP = 5;

    private final String name;
    private final String select;
    private final String outputMode;

    TinyBatches(String name, String select, String outputMode) {
        this.name = name;
        this.select = select;
        this.outputMode = outputMode;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        Table table = new Table(
                "engine",
                "batches",
                "records a batch",
                "batch, median",
                "batch, 95 %",
                "processor time a batch",
                "processor load",
                "peak memory");
        for (Engine engine : settings.engines()) {
            Path directory = settings.work().resolve(name()).resolve(engine.name());
            measure(engine, settings, broker, directory, table);
            Directories.delete(directory);
        }
        return table;
    }

    private void measure(Engine engine, Settings settings, Broker broker, Path directory, Table table)
            throws IOException, InterruptedException {
        String topic = name() + "-" + engine.title();
        broker.fill(topic, PARTITIONS, 1);
        Query query = new Query(
                "kafka",
                Orders.source(broker.servers(), topic),
                select,
                "noop",
                Map.of("checkpointLocation", Directories.checkpoint(directory).toString(), "outputMode", outputMode),
                Query.CONTINUOUS);
        try (EngineProcess process = EngineProcess.start(engine, query, settings, settings.javaOptions(), directory);
                OrderProducer producer = broker.producer(topic, PARTITIONS, 0)) {
            process.awaitFile(Directories.checkpoint(directory).resolve("commits/0"), PATIENCE);
            Duration warmUp = Duration.ofSeconds(settings.seconds()).dividedBy(WARM_UP);
            send(producer, warmUp);
            Instant start = Instant.now();
            long before = process.usage().cpuMillis();
            send(producer, Duration.ofSeconds(settings.seconds()).minus(warmUp));
            Instant end = Instant.now();
            Usage usage = process.usage();
            process.stop();

            List<Progress> batches = Progress.read(process.output()).stream()
                    .filter(batch ->
                            !batch.start().isBefore(start) && batch.start().isBefore(end))
                    .toList();
            double cpu = usage.cpuMillis() - before;
            List<Long> times = batches.stream().map(Progress::millis).toList();
            table.row(
                    engine.title(),
                    Figures.count(batches.size()),
                    "%.1f"
                            .formatted(batches.stream()
                                            .mapToLong(Progress::records)
                                            .sum()
                                    / (double) batches.size()),
                    Figures.millis(Figures.median(times)),
                    Figures.millis(Figures.percentile(times, 0.95)),
                    "%.1f ms".formatted(cpu / batches.size()),
                    "%.0f %%"
                            .formatted(100
                                    * cpu
                                    / (double) Duration.between(start, end).toMillis()),
                    Figures.megabytes((double) usage.peakBytes()));
        }
        broker.deleteTopic(topic);
    }

    private static void send(OrderProducer producer, Duration duration) throws InterruptedException {
        Random random = new Random(1);
        long start = System.nanoTime();
        for (long next = 0; next < duration.toNanos(); next += PAUSE_MILLIS * 1_000_000L) {
            Thread.sleep(Math.max(0, (start + next - System.nanoTime()) / 1_000_000));
            for (int left = 1 + random.nextInt(RECORDS_MAX); left > 0; left--) {
                producer.send(random.nextInt(1_000_000));
            }
        }
    }
}
