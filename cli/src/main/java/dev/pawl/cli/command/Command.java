package dev.pawl.cli.command;

/** One thing that `pawl` does. */
public non-sealed interface Command extends CommandNode {
    /** What the command takes and how its help describes it; made when needed, so keep constructors empty. */
    CommandSpec spec();

    /** Does it. Everything that goes wrong is a {@link dev.pawl.checkpoint.error.PawlException}. */
    Outcome run(Invocation invocation);

    @Override
    default String summary() {
        return spec().summary();
    }
}
