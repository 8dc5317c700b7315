package dev.pawl.cli.command;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.output.OutputClosed;
import dev.pawl.cli.output.TextSink;
import java.util.List;

/** Runs the command that the arguments ask for and turns whatever comes of it into text and an exit code. */
public final class CommandLine {
    private final CommandGroup root;
    private final Version version;
    private final Environment environment;
    private final TextSink out;
    private final TextSink err;

    public CommandLine(CommandGroup root, Version version, Environment environment) {
        this.root = root;
        this.version = version;
        this.environment = environment;
        this.out = new TextSink(environment.out());
        this.err = new TextSink(environment.err());
    }

    /** Never throws; the result is the exit code. */
    public int run(List<String> words) {
        Verdict verdict = new Verdict();
        try {
            verdict.is(execute(words, verdict));
            out.flush();
        } catch (OutputClosed e) {
            // Whoever left does not change what was found so far.
            return verdict.exitCode();
        } catch (Throwable e) {
            // Errors too: left alone they would end the process with 1, which means findings.
            return fail(e, words);
        }
        return verdict.exitCode();
    }

    private Outcome execute(List<String> words, Verdict verdict) {
        Request request = ArgumentParser.parse(root, words);
        if (request.arguments().has(CommonOptions.HELP)) {
            out.write(HelpText.of(request.path(), request.node()));
            return Outcome.DONE;
        }
        if (request.arguments().has(CommonOptions.VERSION)) {
            out.write("pawl " + version.text() + "\n");
            return Outcome.DONE;
        }
        if (request.node() instanceof Command command) {
            return command.run(new Invocation(request.arguments(), environment, out, err, verdict));
        }
        err.write(HelpText.of(request.path(), request.node()));
        throw new PawlException(ErrorCode.COMMAND_UNKNOWN, "The command is incomplete.");
    }

    private int fail(Throwable problem, List<String> words) {
        boolean isDebug = environment.isSet("PAWL_DEBUG") || words.contains(CommonOptions.DEBUG.longName());
        Failure failure = Failure.of(problem);
        try {
            out.flush();
        } catch (OutputClosed | PawlException e) {
            problem.addSuppressed(e);
        }
        try {
            err.write(failure.text(isDebug));
            err.flush();
        } catch (OutputClosed | PawlException e) {
            // Nobody can be told; the exit code still tells.
            problem.addSuppressed(e);
        }
        return failure.exitCode();
    }
}
