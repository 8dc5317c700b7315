package dev.pawl.cli;

import dev.pawl.cli.command.CommandLine;
import dev.pawl.cli.command.Environment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The real commands, run inside the process of the test. */
public final class PawlCall {
    private PawlCall() {}

    public static PawlProcess.Result run(String... words) {
        return run(false, words);
    }

    public static PawlProcess.Result onTerminal(String... words) {
        return run(true, words);
    }

    private static PawlProcess.Result run(boolean isTerminal, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Environment environment = new Environment(Map.of(), out, err, isTerminal, () -> Instant.EPOCH);
        int exitCode = new CommandLine(CommandTree.root(), CommandTree::version, environment).run(List.of(words));
        return new PawlProcess.Result(
                exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A command line with what it said and how it ended; for texts to be compared. */
    public static String transcript(String... words) {
        PawlProcess.Result result = run(words);
        return "$ pawl " + String.join(" ", words) + "\n" + result.out() + result.err() + "=> " + result.exitCode()
                + "\n\n";
    }
}
