package dev.pawl.cli.demo;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code pawl demo}: a tour through a directory of its own. */
public final class DemoCommand implements Command {
    private static final Parameter<String> DIRECTORY = Parameter.optional(
            "DIRECTORY", "Where the tour puts its files: a new directory; by default a temporary one", ValueType.TEXT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                        "A tour: run a windowed pipeline, kill it inside a batch, resume it, prove that nothing is lost")
                .detail("Needs nothing but Java, takes well under a minute, and leaves its files for you to look at.")
                .parameter(DIRECTORY)
                .example("pawl demo");
    }

    @Override
    public Outcome run(Invocation invocation) {
        try {
            Path directory = directory(invocation);
            return new Tour(invocation.report(), directory).go() ? Outcome.DONE : Outcome.FINDINGS;
        } catch (IOException e) {
            throw new PawlException(ErrorCode.OUTPUT_FAILED, "The demo cannot go on: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PawlException(ErrorCode.STREAM_FAILED, "The demo was interrupted.", e);
        }
    }

    private static Path directory(Invocation invocation) throws IOException {
        var given = invocation.arguments().find(DIRECTORY);
        if (given.isEmpty()) {
            return Files.createTempDirectory("pawl-demo-");
        }
        Path directory = Path.of(given.get());
        if (Files.exists(directory)) {
            throw new PawlException(ErrorCode.ARGUMENT_INVALID, directory + " is there already: name a new directory.");
        }
        return Files.createDirectories(directory);
    }
}
