package dev.pawl.cli.command;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Printable;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.TextSink;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** One call of a command: what it was given, and where its answer goes. */
public final class Invocation {
    private final Arguments arguments;
    private final Environment environment;
    private final TextSink out;
    private final TextSink err;
    private final Verdict verdict;
    private final Report report;

    Invocation(Arguments arguments, Environment environment, TextSink out, TextSink err, Verdict verdict) {
        this.arguments = arguments;
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.verdict = verdict;
        boolean isColored = environment.wantsColor() && !arguments.has(CommonOptions.NO_COLOR);
        OutputFormat format = arguments.find(CommonOptions.OUTPUT).orElse(OutputFormat.TEXT);
        report = new Report(format, out, isColored, timeZone());
    }

    public Arguments arguments() {
        return arguments;
    }

    /** Where the answer goes. */
    public Report report() {
        return report;
    }

    /** Where something prints for people on its own: into an answer for people, else beside it. */
    public PrintStream console() {
        boolean isForPeople = report.format() == OutputFormat.TEXT;
        return new PrintStream(isForPeople ? environment.out() : environment.err(), false, StandardCharsets.UTF_8);
    }

    /** The time zone to show times in. */
    public ZoneId timeZone() {
        return arguments.find(CommonOptions.TIME_ZONE).orElse(ZoneOffset.UTC);
    }

    /** A word to the user that is not part of the answer; on a terminal it stands after what was answered so far. */
    public void note(String text) {
        out.flush();
        err.write("pawl: " + Printable.lines(text) + "\n");
        err.flush();
    }

    /** To be said before the first finding is printed: whoever stops reading there still gets the exit code of findings. */
    public void foresee(Outcome outcome) {
        verdict.is(outcome);
    }

    /** To be said before a problem is printed that the command will end with. */
    public void foresee(ErrorCode problem) {
        verdict.is(problem);
    }

    /** The environment variables. */
    public Map<String, String> variables() {
        return environment.variables();
    }

    public InstantSource clock() {
        return environment.clock();
    }

    TextSink out() {
        return out;
    }
}
