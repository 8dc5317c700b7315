package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Spark there is, and how a pipeline is submitted to it: that of {@code SPARK_HOME}, or the one that the launcher lays beside
 * Pawl.
 *
 * @param directory has {@code app}, what a Spark is handed with a pipeline, and {@code jars}, a Spark for those who have none
 * @param variables of the environment
 */
record SparkInstallation(Path directory, Map<String, String> variables) {
    private static final String MAIN = "dev.pawl.spark.Main";
    private static final String APP_JAR = "pawl-spark.jar";

    /** What Spark reaches into, as its own scripts have it. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    /** The launcher tells where it is. */
    static SparkInstallation of(Map<String, String> variables) {
        return new SparkInstallation(Path.of(System.getProperty("pawl.spark", "spark")), variables);
    }

    /** The words that start a pipeline on it. */
    List<String> command(Optional<String> master) {
        List<String> words = new ArrayList<>();
        String home = variables.getOrDefault("SPARK_HOME", "");
        boolean isLocal = master.map(name -> name.startsWith("local")).orElse(true);
        if (home.isEmpty()) {
            requireReachable(master);
            words.addAll(java());
        } else {
            words.add(submit(Path.of(home)));
        }
        words.addAll(List.of("--deploy-mode", "client", "--class", MAIN));
        master.ifPresent(name -> words.addAll(List.of("--master", name)));
        if (!home.isEmpty() || !isLocal) {
            String more = Stream.concat(jars(app()).stream(), added().stream()).collect(Collectors.joining(","));
            words.addAll(List.of("--jars", more));
        }
        words.add(app().resolve(APP_JAR).toString());
        return words;
    }

    private Path app() {
        Path app = directory.resolve("app");
        if (!Files.exists(app.resolve(APP_JAR))) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND,
                    "This Pawl was put together without what it hands to Spark: " + app + " is not there.");
        }
        return app;
    }

    private static List<String> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar") && !file.endsWith(APP_JAR))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND, directory + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Jars of the user's. */
    private List<String> added() {
        return Arrays.stream(variables.getOrDefault("PAWL_CLASSPATH", "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static String submit(Path home) {
        Path submit = home.resolve("bin").resolve("spark-submit");
        if (!Files.isExecutable(submit)) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND, "SPARK_HOME is " + home + ", but " + submit + " cannot be run.");
        }
        return submit.toString();
    }

    private static void requireReachable(Optional<String> master) {
        boolean isReachable = master.map(name -> name.startsWith("local") || name.startsWith("spark://"))
                .orElse(true);
        if (!isReachable) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND,
                    "Without SPARK_HOME pipelines run on the masters local[…] and spark://…; " + master.orElse("")
                            + " needs a Spark that is configured for it.");
        }
    }

    private List<String> java() {
        Path jars = directory.resolve("jars");
        if (!Files.isDirectory(jars)) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND, "SPARK_HOME is not set, and there is no Spark in " + jars + ".");
        }
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(name -> words.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        words.add("-Djdk.reflect.useDirectMethodHandle=false");
        words.add("-Dio.netty.tryReflectionSetAccessible=true");
        words.add("-Dlog4j2.configurationFile=pawl-spark-log4j2.properties");
        Arrays.stream(variables.getOrDefault("PAWL_JAVA_OPTS", "").split("\\s+", -1))
                .filter(flag -> !flag.isEmpty())
                .forEach(words::add);
        List<String> classPath = new ArrayList<>(List.of(app() + "/*", jars + "/*"));
        classPath.addAll(added());
        words.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        words.add("org.apache.spark.deploy.SparkSubmit");
        return words;
    }
}
