package dev.pawl.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same program once more: as a process that can be killed, or to show what another command says. */
final class ChildProcess {
    private ChildProcess() {}

    static Process start(List<String> words, Path log) throws IOException {
        return new ProcessBuilder(command(words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** The lines that a command prints; its errors are among them. */
    static List<String> lines(List<String> words) throws IOException {
        Process process =
                new ProcessBuilder(command(words)).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("dev.pawl.cli.Main");
        command.addAll(words);
        return command;
    }
}
