package dev.pawl.benchmarks;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The two that are compared: how each is started with a query. */
enum Engine {
    PAWL("Pawl") {
        @Override
        ProcessBuilder process(Query query, Settings settings, List<String> javaOptions, Path directory)
                throws IOException {
            Path file = directory.resolve("query.sql");
            Files.writeString(file, query.sql());
            ProcessBuilder process =
                    new ProcessBuilder(settings.pawl().toString(), "run", file.toString(), "-o", "json");
            process.environment().put("PAWL_JAVA_OPTS", String.join(" ", javaOptions));
            return process;
        }
    },

    SPARK("Spark") {
        @Override
        ProcessBuilder process(Query query, Settings settings, List<String> javaOptions, Path directory)
                throws IOException {
            Path file = directory.resolve("query.properties");
            try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                query.properties().store(out, null);
            }
            List<String> options = new ArrayList<>(SPARK_OPTIONS);
            options.addAll(javaOptions);
            return JavaCommand.of(SparkMain.class, options, List.of(file.toString(), directory.toString()));
        }
    };

    /** What Spark's own launcher gives to Java 17. */
    private static final List<String> SPARK_OPTIONS = Stream.concat(
                    Stream.of(
                            "-XX:+IgnoreUnrecognizedVMOptions",
                            "--add-modules=jdk.incubator.vector",
                            "-Djdk.reflect.useDirectMethodHandle=false",
                            "-Dio.netty.tryReflectionSetAccessible=true"),
                    Stream.of(
                                    "java.lang",
                                    "java.lang.invoke",
                                    "java.lang.reflect",
                                    "java.io",
                                    "java.net",
                                    "java.nio",
                                    "java.util",
                                    "java.util.concurrent",
                                    "java.util.concurrent.atomic",
                                    "sun.nio.ch",
                                    "sun.nio.cs",
                                    "sun.security.action",
                                    "sun.util.calendar")
                            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
            .toList();

    private final String title;

    Engine(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * The command, not started yet.
     *
     * @param directory where it may leave files
     */
    abstract ProcessBuilder process(Query query, Settings settings, List<String> javaOptions, Path directory)
            throws IOException;
}
