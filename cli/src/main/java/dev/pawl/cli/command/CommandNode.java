package dev.pawl.cli.command;

/** A place in the tree of commands. */
public sealed interface CommandNode permits Command, CommandGroup {
    /** One line for the list of commands, without a full stop. */
    String summary();
}
