package dev.pawl.cli;

import dev.pawl.cli.command.CommandLine;
import dev.pawl.cli.command.Environment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The real commands in this process, at a fixed time: as {@link PawlProcess}, but in milliseconds. */
public final class InProcess {
    private InProcess() {}

    /** Runs a command at an instant, with or without a terminal. */
    public static PawlProcess.Result run(Instant now, boolean isTerminal, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(Map.of(), out, err, isTerminal, () -> now);
        int exitCode = new CommandLine(CommandTree.root(), CommandTree::version, environment).run(List.of(words));
        return new PawlProcess.Result(
                exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public static PawlProcess.Result run(String... words) {
        return run(Instant.EPOCH, false, words);
    }
}
