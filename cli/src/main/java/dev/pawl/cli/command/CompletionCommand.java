package dev.pawl.cli.command;

import java.util.EnumSet;

/** Prints the script that teaches a shell to complete `pawl` commands. */
public final class CompletionCommand implements Command {
    private enum Shell {
        BASH,
        ZSH
    }

    private static final Parameter<Shell> SHELL =
            new Parameter<>("SHELL", "bash or zsh", ValueType.oneOf(EnumSet.allOf(Shell.class)), Parameter.Need.ONE);

    private final CommandGroup root;

    public CompletionCommand(CommandGroup root) {
        this.root = root;
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Print a script that completes commands and options in your shell")
                .detail("Put the first example into ~/.bashrc, or the second into ~/.zshrc.")
                .parameter(SHELL)
                .example("source <(pawl completion bash)")
                .example("source <(pawl completion zsh)");
    }

    @Override
    public Outcome run(Invocation invocation) {
        String script = new CompletionScript(root).text();
        invocation
                .out()
                .write(
                        switch (invocation.arguments().value(SHELL)) {
                            case BASH -> script;
                            case ZSH ->
                                "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                        + script;
                        });
        return Outcome.DONE;
    }
}
