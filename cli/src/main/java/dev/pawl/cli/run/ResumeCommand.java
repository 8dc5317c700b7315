package dev.pawl.cli.run;

import dev.pawl.cli.command.Command;
import dev.pawl.cli.command.CommandSpec;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Option;
import dev.pawl.cli.command.Outcome;
import dev.pawl.cli.command.Parameter;
import dev.pawl.cli.command.ValueType;
import java.util.List;

/** {@code pawl resume}: starts the query of a checkpoint again, from nothing but the checkpoint. */
public final class ResumeCommand implements Command {
    static final Parameter<String> CHECKPOINT = Parameter.required("CKPT", "Directory of the checkpoint");
    static final Option<String> FILE =
            Option.of("--file", "FILE", "The pipeline file, which must mean what the checkpoint keeps", ValueType.TEXT);
    private static final Option<Boolean> ONCE =
            Option.flag("--once", "Read what is there now and end, whatever trigger the text says");

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Start the query of a checkpoint again, with the pipeline text that the checkpoint keeps")
                .detail(
                        "`pawl run` keeps the text of the pipeline in the checkpoint, without secrets: they are given again with `--set`,"
                                + " or as variables of the environment. Only the query of this checkpoint is started, not the others of"
                                + " its file. Ends with 4, and shows what differs, if the text does not mean what the checkpoint keeps.")
                .parameter(CHECKPOINT)
                .option(FILE)
                .option(PipelineFile.SET)
                .option(RunCommand.RESTART)
                .option(ONCE)
                .answering()
                .example("pawl resume /data/_checkpoints/revenue --once");
    }

    @Override
    public Outcome run(Invocation invocation) {
        return new PipelineRun(invocation, List.of(), invocation.arguments().has(ONCE), RunCommand.restarts(invocation))
                .resume();
    }
}
