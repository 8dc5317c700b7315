package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JSON that waits in Kafka: parsed, filtered, and written to a Delta table until nothing is left. */
final class KafkaToDelta implements Scenario {
    private static final int PARTITIONS = 4;

    private final String name;
    private final long records;
    private final List<String> javaOptions;

    /**
     * A backlog.
     *
     * @param records how many, if the command line does not say
     * @param javaOptions for both engines
     */
    KafkaToDelta(String name, long records, List<String> javaOptions) {
        this.name = name;
        this.records = records;
        this.javaOptions = javaOptions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Table run(Settings settings, Broker broker) throws IOException, InterruptedException {
        long total = settings.records().orElse(records);
        broker.fill(name, PARTITIONS, total);
        Table table = new Table(
                "engine", "records", "time", "records a second", "processor time a record", "peak memory", "rows");
        for (Engine engine : settings.engines()) {
            Path directory = settings.work().resolve(name).resolve(engine.name());
            measure(engine, settings, broker, directory, total, table);
            Directories.delete(directory);
        }
        broker.deleteTopic(name);
        return table;
    }

    private void measure(Engine engine, Settings settings, Broker broker, Path directory, long total, Table table)
            throws IOException, InterruptedException {
        Query query = new Query(
                "kafka",
                Orders.source(broker.servers(), name),
                Orders.SELECT,
                "delta",
                Directories.sinkOptions(directory),
                Query.AVAILABLE_NOW);
        List<String> options = new ArrayList<>(javaOptions);
        options.addAll(settings.javaOptions());
        try (EngineProcess process = EngineProcess.start(engine, query, settings, options, directory)) {
            boolean isGood = process.awaitEnd();
            double seconds = (double) process.elapsed().toMillis() / 1000;
            if (!isGood) {
                System.err.println(process.lastErrors());
            }
            long rows = DeltaTable.rows(Directories.table(directory));
            long expected = Orders.passing(total);
            table.row(
                    engine.title(),
                    Figures.count(total),
                    "%.1f s".formatted(seconds),
                    Figures.count((long) ((double) total / seconds)),
                    "%.2f µs".formatted(1000.0 * (double) process.usage().cpuMillis() / (double) total),
                    Figures.megabytes((double) process.usage().peakBytes()),
                    (isGood ? "" : "FAILED: ")
                            + Figures.count(rows)
                            + (rows == expected ? ", exact" : " of " + Figures.count(expected)));
        }
    }
}
