package dev.pawl.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** What the launcher lays beside Pawl, made of the class path of the tests, and the command that uses it. */
final class SparkLayout implements AutoCloseable {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    /** What a Spark is handed, by the beginnings of the names; everything else is taken for Spark's own. */
    private static final List<String> HANDED = List.of(
            "pawl-",
            "delta-",
            "spark-sql-kafka-",
            "spark-token-provider-kafka-",
            "kafka-clients-",
            "jackson-datatype-jdk8-",
            "commons-pool2-");

    private static final List<String> OURS = List.of(
            "dev/pawl/spark/Main.class",
            "dev/pawl/pipeline/Pipeline.class",
            "dev/pawl/checkpoint/Checkpoint.class",
            "pawl-spark-log4j2.properties");

    private final Path directory;

    SparkLayout(Path directory) throws IOException {
        this.directory = directory;
        Path app = Files.createDirectories(directory.resolve("app"));
        Path jars = Files.createDirectories(directory.resolve("jars"));
        try (OutputStream out = Files.newOutputStream(app.resolve("pawl-spark.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    add(path, jar);
                } else if (entry.endsWith(".jar")) {
                    String name = path.getFileName().toString();
                    Path place = HANDED.stream().anyMatch(name::startsWith) ? app : jars;
                    // One of ours may have the name of what the directories are packed into.
                    Files.createSymbolicLink(place.resolve("linked-" + name), path.toAbsolutePath());
                }
            }
        }
    }

    private static void add(Path classes, JarOutputStream jar) throws IOException {
        if (OURS.stream().noneMatch(each -> Files.exists(classes.resolve(each)))) {
            return;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
    }

    /** Whoever clears the directory shall not find links out of it. */
    @Override
    public void close() throws IOException {
        for (String place : List.of("app", "jars")) {
            try (Stream<Path> files = Files.list(directory.resolve(place))) {
                for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                    Files.delete(link);
                }
            }
        }
    }

    /** The words that start a command of Pawl's; its arguments follow. */
    List<String> pawl() {
        return words(List.of("-Dpawl.spark=" + directory), "dev.pawl.cli.Main");
    }

    /** A class of the tests in a process that takes this for its Spark. */
    ProcessBuilder java(String... main) {
        ProcessBuilder builder = configured(new ProcessBuilder(words(List.of(), main)));
        builder.environment().put("SPARK_HOME", directory.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        // Also for the processes that it starts.
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return builder;
    }

    private static List<String> words(List<String> flags, String... main) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens"))
                .toList());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
        words.addAll(flags);
        words.addAll(List.of("-cp", CLASS_PATH));
        words.addAll(List.of(main));
        return words;
    }

    /** Its own Spark, as small as it goes. */
    static ProcessBuilder configured(ProcessBuilder builder) {
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment()
                .put(
                        "PAWL_JAVA_OPTS",
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx700m -Dspark.executor.memory=512m"
                                + " -Dspark.ui.enabled=false -Dspark.databricks.delta.snapshotPartitions=1");
        return builder;
    }
}
