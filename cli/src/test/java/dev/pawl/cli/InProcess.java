package dev.pawl.cli;

import dev.pawl.cli.command.CommandLine;
import dev.pawl.cli.command.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The real commands in this process, at a fixed time: as {@link PawlProcess}, but in milliseconds. */
public final class InProcess {
    private InProcess() {}

    /** Runs a command at an instant, with or without a terminal. */
    public static PawlProcess.Result run(Instant now, boolean isTerminal, String... words) {
        return run(Map.of(), now, isTerminal, words);
    }

    /** Runs a command with variables of the environment. */
    public static PawlProcess.Result run(Map<String, String> variables, String... words) {
        return run(variables, Instant.EPOCH, false, words);
    }

    private static PawlProcess.Result run(
            Map<String, String> variables, Instant now, boolean isTerminal, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(new Environment(variables, out, err, isTerminal, () -> now), words);
        return new PawlProcess.Result(
                exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public static PawlProcess.Result run(String... words) {
        return run(Instant.EPOCH, false, words);
    }

    /** Runs a command whose output goes where nobody reads any more. */
    public static PawlProcess.Result runUnread(String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(new Environment(Map.of(), new Unread(), err, false, () -> Instant.EPOCH), words);
        return new PawlProcess.Result(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    private static int run(Environment environment, String... words) {
        return new CommandLine(CommandTree.root(), CommandTree::version, environment).run(List.of(words));
    }

    /** A pipe whose other end is closed. */
    private static final class Unread extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
