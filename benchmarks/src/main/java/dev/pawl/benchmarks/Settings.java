package dev.pawl.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What the command line asks for.
 *
 * @param pawl the launcher
 * @param work a directory for topics, tables and checkpoints
 * @param scenarios names; {@code all} is one
 * @param records of the scenarios that read a backlog, if not the default of each
 * @param runs of a start, of which the median counts
 * @param seconds of records for tiny batches
 * @param javaOptions more of them for both engines
 */
record Settings(
        Path pawl,
        Path work,
        List<String> scenarios,
        List<Engine> engines,
        OptionalLong records,
        int runs,
        int seconds,
        List<String> javaOptions) {
    static final String USAGE = """
            benchmarks/run SCENARIO…|all [options]
              --records N       records of kafka-delta and windows (5,000,000) and backlog (20,000,000), keys of many-keys (10,000,000)
              --runs N          starts of first-batch (5)
              --seconds N       seconds of records for tiny-batches (30)
              --engine NAME     only pawl, or only spark
              --java-option X   for Java of both engines; may be repeated
              --work DIR        where topics and tables are kept meanwhile (a temporary directory)
            scenarios:\
            """;

    Settings {
        scenarios = List.copyOf(scenarios);
        engines = List.copyOf(engines);
        javaOptions = List.copyOf(javaOptions);
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static Settings parse(Path pawl, Path defaultWork, List<String> arguments) {
        Path work = defaultWork;
        List<String> scenarios = new ArrayList<>();
        List<Engine> engines = Arrays.asList(Engine.values());
        OptionalLong records = OptionalLong.empty();
        int runs = 5;
        int seconds = 30;
        List<String> javaOptions = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                scenarios.add(argument);
                continue;
            }
            if (++i == arguments.size()) {
                throw new IllegalArgumentException(argument + " has no value");
            }
            String value = arguments.get(i);
            switch (argument) {
                case "--records" -> records = OptionalLong.of(Long.parseLong(value.replace(",", "")));
                case "--runs" -> runs = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--engine" -> engines = List.of(Engine.valueOf(value.toUpperCase(Locale.ROOT)));
                case "--java-option" -> javaOptions.add(value);
                case "--work" -> work = Path.of(value).toAbsolutePath();
                default -> throw new IllegalArgumentException("there is no option " + argument);
            }
        }
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("name a scenario");
        }
        return new Settings(pawl, work, scenarios, engines, records, runs, seconds, javaOptions);
    }
}
