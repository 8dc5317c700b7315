package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the scenarios that the command line names, one after the other, and prints what they found. */
final class Benchmarks {
    private static final List<Scenario> SCENARIOS = List.of(
            new FirstBatch(),
            new TinyBatches("tiny-batches", Orders.SELECT, "append"),
            new TinyBatches("tiny-windows", Orders.WINDOWS, "update"),
            new Windows(),
            new ManyKeys(),
            new KafkaToDelta("kafka-delta", 5_000_000, List.of()),
            new KafkaToDelta("backlog", 20_000_000, List.of("-Xmx512m")));

    private Benchmarks() {}

    /** Arguments: the launcher of Pawl, then those of the user. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = List.of(args).subList(1, args.length);
        Path work = Files.createTempDirectory("pawl-benchmarks-");
        try {
            run(Settings.parse(Path.of(args[0]), work, arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage() + "\n" + Settings.USAGE + " " + names());
            System.exit(2);
        } finally {
            Directories.delete(work);
        }
    }

    private static void run(Settings settings) throws IOException, InterruptedException {
        List<Scenario> chosen = chosen(settings.scenarios());
        System.out.println("processors " + Runtime.getRuntime().availableProcessors() + ", Java "
                + System.getProperty("java.version") + ", load average at the start "
                + Files.readString(Path.of("/proc/loadavg")).strip());
        try (Broker broker = Broker.start(settings.work().resolve("broker"))) {
            for (Scenario scenario : chosen) {
                System.err.println("benchmarks: " + scenario.name() + "…");
                Table table = scenario.run(settings, broker);
                System.out.println("\n" + scenario.name() + "\n\n" + table.text() + "\n" + table.markdown());
            }
        }
    }

    private static List<Scenario> chosen(List<String> names) {
        for (String name : names) {
            if (!name.equals("all")
                    && SCENARIOS.stream().noneMatch(scenario -> scenario.name().equals(name))) {
                throw new IllegalArgumentException("there is no scenario " + name);
            }
        }
        return SCENARIOS.stream()
                .filter(scenario -> names.contains("all") || names.contains(scenario.name()))
                .toList();
    }

    private static String names() {
        return SCENARIOS.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }
}
