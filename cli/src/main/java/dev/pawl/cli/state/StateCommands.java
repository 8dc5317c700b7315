package dev.pawl.cli.state;

import dev.pawl.cli.command.CommandGroup;

/** The group of commands that read state. */
public final class StateCommands {
    private StateCommands() {}

    public static CommandGroup group() {
        return new CommandGroup("What stateful operators remember")
                .add("list", new StateList())
                .add("show", new StateShow())
                .add("metadata", new StateMetadata())
                .add("skew", new StateSkew())
                .add("diff", new StateDifferences());
    }
}
