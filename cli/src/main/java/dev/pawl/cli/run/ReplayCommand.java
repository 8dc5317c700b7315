package dev.pawl.cli.run;

import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.ValueType;
import java.util.List;

/** {@code pawl deadletters replay}: feeds what a query could not take through it again. */
public final class ReplayCommand implements Command {
    private static final Option<String> QUERY = Option.of(
            "--query",
            "NAME",
            "The query whose dead letters are fed back (the only one that has some)",
            ValueType.TEXT);

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Feed dead letters through their query again, into the same sink")
                .detail(
                        "Takes the letters that are there and were not taken by an earlier replay, through the query as the file"
                                + " has it now. Each is taken once, whatever fails meanwhile. Records that are bad again become new dead letters.")
                .parameter(PipelineFile.PARAMETER)
                .option(PipelineFile.SET)
                .option(QUERY)
                .answering()
                .example("pawl deadletters replay sales.sql --set dir=/data --query sales");
    }

    @Override
    public Outcome run(Invocation invocation) {
        List<String> names = invocation.arguments().find(QUERY).map(List::of).orElse(List.of());
        return new PipelineRun(invocation, names, true, false).replay();
    }
}
