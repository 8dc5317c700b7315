package dev.pawl.cli.command;

import java.util.ArrayList;
import java.util.List;

/** Shows the help of another command. */
public final class HelpCommand implements Command {
    private static final Parameter<String> COMMAND =
            Parameter.any("COMMAND", "the command to explain; all are listed without one", ValueType.TEXT);

    private final CommandGroup root;

    public HelpCommand(CommandGroup root) {
        this.root = root;
    }

    @Override
    public CommandSpec spec() {
        return CommandSpec.of("Explain a command").parameter(COMMAND).example("pawl help help");
    }

    @Override
    public Outcome run(Invocation invocation) {
        List<String> words = new ArrayList<>(invocation.arguments().all(COMMAND));
        words.add(CommonOptions.HELP.longName());
        Request request = ArgumentParser.parse(root, words);
        invocation.out().write(HelpText.of(request.path(), request.node()));
        return Outcome.DONE;
    }
}
