package dev.pawl.cli.run;

import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;

/** {@code pawl explain}: what each query of a pipeline file does. */
public final class ExplainCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Show the plan of each query: sources, steps, state, sink, checkpoint")
                .detail(
                        "Starts nothing and writes nothing; of the sources only those are asked whose columns the file does not say.")
                .parameter(PipelineFile.PARAMETER)
                .option(PipelineFile.SET)
                .option(PipelineFile.QUERY)
                .answering()
                .example("pawl explain revenue.sql --set dir=/data");
    }

    @Override
    public Outcome run(Invocation invocation) {
        // A class of its own, so that commands which only look do not load an engine with the list of commands.
        return new Explanation(invocation).run();
    }
}
