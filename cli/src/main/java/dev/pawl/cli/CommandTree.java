package dev.pawl.cli;

import dev.pawl.cli.checkpoint.CheckpointCommands;
import dev.pawl.cli.command.CommandGroup;
import dev.pawl.cli.command.CompletionCommand;
import dev.pawl.cli.command.HelpCommand;
import dev.pawl.cli.deadletters.DeadLetterCommands;
import dev.pawl.cli.demo.DemoCommand;
import dev.pawl.cli.run.CheckCommand;
import dev.pawl.cli.run.ExplainCommand;
import dev.pawl.cli.run.ResumeCommand;
import dev.pawl.cli.run.RunCommand;
import dev.pawl.cli.state.StateCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Every command there is. */
final class CommandTree {
    private static final String VERSION_RESOURCE = "version.txt";

    private CommandTree() {}

    static CommandGroup root() {
        CommandGroup root = new CommandGroup(
                "Runs Spark's streaming SQL on one machine, and reads and checks the checkpoints of Spark Structured Streaming");
        return root.add("run", new RunCommand())
                .add("resume", new ResumeCommand())
                .add("check", new CheckCommand())
                .add("explain", new ExplainCommand())
                .add("demo", new DemoCommand())
                .add("checkpoint", CheckpointCommands.group())
                .add("state", StateCommands.group())
                .add("deadletters", DeadLetterCommands.group())
                .add("help", new HelpCommand(root))
                .add("completion", new CompletionCommand(root));
    }

    static String version() {
        try (InputStream in = CommandTree.class.getResourceAsStream(VERSION_RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + VERSION_RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
