package dev.pawl.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process with the class path of this one. */
final class JavaCommand {
    private JavaCommand() {}

    static ProcessBuilder of(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
