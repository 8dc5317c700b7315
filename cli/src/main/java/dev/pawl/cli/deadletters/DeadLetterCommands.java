package dev.pawl.cli.deadletters;

import dev.pawl.cli.command.CommandGroup;
import dev.pawl.cli.run.ReplayCommand;

/** What {@code pawl deadletters} can do. */
public final class DeadLetterCommands {
    private DeadLetterCommands() {}

    public static CommandGroup group() {
        return new CommandGroup("Look at records that queries could not take, and feed them back")
                .add("list", new DeadLetterList())
                .add("show", new DeadLetterShow())
                .add("replay", new ReplayCommand());
    }
}
