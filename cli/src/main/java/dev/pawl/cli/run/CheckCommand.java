package dev.pawl.cli.run;

import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;

/** {@code pawl check}: whether each query of a pipeline file would start from its checkpoint as it is. */
public final class CheckCommand implements Command {
    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Say whether each query would start from its checkpoint as it is, before a deploy")
                .detail(
                        "Compares sources, stateful operators and configurations with what the checkpoint has, whoever wrote it, and"
                                + " says what would be lost without it. Starts nothing, writes nothing and takes no lease, so the query may be"
                                + " running meanwhile. Ends with 1 if a query would not start.")
                .parameter(PipelineFile.PARAMETER)
                .option(PipelineFile.SET)
                .option(PipelineFile.QUERY)
                .answering()
                .example("pawl check revenue.sql --set dir=/data");
    }

    @Override
    public Outcome run(Invocation invocation) {
        // A class of its own, so that commands which only look do not load an engine with the list of commands.
        return new DeployCheck(invocation).run();
    }
}
