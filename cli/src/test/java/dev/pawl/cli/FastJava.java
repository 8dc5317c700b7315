package dev.pawl.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The class path of the tests as jars with an archive of shared classes: what a process needs that shall get far within a second. */
public final class FastJava {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final int PATIENCE_SECONDS = 120;

    private final Optional<Path> archive;
    private final String classPath;
    /** The words before Java's own. */
    private final List<String> starter;

    private FastJava(Optional<Path> archive, String classPath, List<String> starter) {
        this.archive = archive;
        this.classPath = classPath;
        this.starter = starter;
    }

    /** The class path as it is, for few processes. */
    public static FastJava plain() {
        return new FastJava(Optional.empty(), CLASS_PATH, List.of());
    }

    /** As {@link #plain}, started by a shell that ignores Ctrl-C, as {@code nohup} does and scripts that start it with an ampersand. */
    public static FastJava ignoringCtrlC() {
        return new FastJava(Optional.empty(), CLASS_PATH, List.of("sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
    }

    /** With an archive that is made once in this process, and goes with it. */
    public static FastJava archived() {
        return Archived.JAVA;
    }

    /** Made when it is asked for. */
    private static final class Archived {
        static final FastJava JAVA = make();

        private static FastJava make() {
            try {
                Path directory = Files.createTempDirectory("pawl-java-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
                FastJava java = prepare(directory);
                Process rehearsal = java.rehearsing(directory.resolve("log"));
                boolean isMade = rehearsal.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && rehearsal.exitValue() == 0;
                rehearsal.destroyForcibly();
                // It only makes processes faster.
                return isMade ? java : plain();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the archive was made", e);
            }
        }

        private static void remove(Path directory) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Archives only take classes from jars. */
    private static FastJava prepare(Path directory) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path jar = directory.resolve("classes-" + entries.size() + ".jar");
                pack(path, jar);
                entries.add(jar.toString());
            } else {
                entries.add(entry);
            }
        }
        return new FastJava(
                Optional.of(directory.resolve("classes.jsa")), String.join(File.pathSeparator, entries), List.of());
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
    }

    /** What the launcher runs to learn which classes pipelines need, in a process that writes the archive when it ends. */
    private Process rehearsing(Path log) {
        List<String> command =
                command(List.of("-XX:ArchiveClassesAtExit=" + archive.orElseThrow()), "dev.pawl.cli.Rehearsal");
        command.addAll(List.of(
                "engine", Path.of("src", "main", "dist").toAbsolutePath().toString()));
        return start(log, command);
    }

    public Process pawl(Path log, String... words) {
        List<String> command = pawl();
        command.addAll(List.of(words));
        return start(log, command);
    }

    /** The words that start a command of Pawl's; its arguments follow. */
    public List<String> pawl() {
        return command(
                archive.stream().map(file -> "-XX:SharedArchiveFile=" + file).toList(), "dev.pawl.cli.Main");
    }

    private List<String> command(List<String> sharing, String mainClass) {
        List<String> command = new ArrayList<>(starter);
        command.add(PawlProcess.javaHome().resolve("bin").resolve("java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xlog:disable"));
        command.addAll(opens());
        command.addAll(sharing);
        command.addAll(List.of("-cp", classPath, mainClass));
        return command;
    }

    private static Process start(Path log, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the engine needs of Java, as this process has it. */
    public static List<String> opens() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens"))
                .toList();
    }
}
