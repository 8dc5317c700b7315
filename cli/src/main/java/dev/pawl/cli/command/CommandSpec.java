package dev.pawl.cli.command;

import java.util.ArrayList;
import java.util.List;

/** What a command declares: everything that parsing, help and completion need to know. */
public final class CommandSpec {
    private final String summary;
    private final List<String> details = new ArrayList<>();
    private final List<Parameter<?>> parameters = new ArrayList<>();
    private final List<Option<?>> options = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private boolean isAnswering;

    private CommandSpec(String summary) {
        this.summary = summary;
    }

    /** @param summary one line without a full stop */
    public static CommandSpec of(String summary) {
        return new CommandSpec(summary);
    }

    /** Adds a paragraph to the help. */
    public CommandSpec detail(String paragraph) {
        details.add(paragraph);
        return this;
    }

    public CommandSpec parameter(Parameter<?> parameter) {
        parameters.add(parameter);
        return this;
    }

    public CommandSpec option(Option<?> option) {
        options.add(option);
        return this;
    }

    /** The command answers with tables or sheets, and so takes the options that choose their form. */
    public CommandSpec answering() {
        isAnswering = true;
        return this;
    }

    /** Adds a whole command line to the help. */
    public CommandSpec example(String commandLine) {
        examples.add(commandLine);
        return this;
    }

    String summary() {
        return summary;
    }

    List<String> details() {
        return details;
    }

    List<Parameter<?>> parameters() {
        return parameters;
    }

    /** The command's own options, then those it shares with others. */
    List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(options);
        if (isAnswering) {
            all.addAll(CommonOptions.OF_ANSWERS);
        }
        all.addAll(CommonOptions.OF_ALL);
        return all;
    }

    List<String> examples() {
        return examples;
    }
}
