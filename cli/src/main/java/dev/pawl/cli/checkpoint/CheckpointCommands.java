package dev.pawl.cli.checkpoint;

import dev.pawl.cli.command.CommandGroup;

/** What {@code pawl checkpoint} can do. */
public final class CheckpointCommands {
    private CheckpointCommands() {}

    public static CommandGroup group() {
        return new CommandGroup("Look at checkpoints: what they are, what each batch did, whether all is well")
                .add("list", new CheckpointList())
                .add("show", new CheckpointShow())
                .add("batches", new CheckpointBatches())
                .add("offsets", new CheckpointOffsets())
                .add("verify", new CheckpointVerify());
    }
}
