package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own: no standard input, both outputs caught, an environment that is the test's alone. */
public final class PawlProcess {
    private static final long SECONDS_MAX = 180;

    private final List<String> command = new ArrayList<>();
    private final Map<String, String> variables = new TreeMap<>();
    private Path directory = Path.of("").toAbsolutePath();

    /** What a process left behind. */
    public record Result(int exitCode, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    private PawlProcess(List<String> start) {
        command.addAll(start);
        variables.put("PATH", System.getenv("PATH"));
    }

    /** Starts a class of this class path on its own JVM. */
    public static PawlProcess java(String mainClass, String... flags) {
        List<String> start = new ArrayList<>();
        start.add(javaHome().resolve("bin").resolve("java").toString());
        start.add("-XX:TieredStopAtLevel=1");
        start.add("-XX:+UseSerialGC");
        for (String part :
                List.of("java.lang", "java.lang.invoke", "java.nio", "java.util", "sun.nio.ch", "sun.util.calendar")) {
            start.add("--add-opens=java.base/" + part + "=ALL-UNNAMED");
        }
        start.addAll(List.of(flags));
        start.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return new PawlProcess(start);
    }

    /** Starts any program. */
    public static PawlProcess program(String... start) {
        return new PawlProcess(List.of(start));
    }

    public static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    public PawlProcess with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    public PawlProcess in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    /** The words that start it, for a test that puts them into a pipeline of a shell. */
    public List<String> command() {
        return List.copyOf(command);
    }

    public Result run(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("pawl-out", ".txt");
            Path err = Files.createTempFile("pawl-err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(all)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(variables);
            Process process = builder.start();
            boolean hasEnded = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            if (!hasEnded) {
                process.destroyForcibly();
            }
            Result result = new Result(
                    hasEnded ? process.exitValue() : -1,
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
            Files.delete(out);
            Files.delete(err);
            assertThat(hasEnded)
                    .as("%s ended within %d seconds: %s", all, SECONDS_MAX, result)
                    .isTrue();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
