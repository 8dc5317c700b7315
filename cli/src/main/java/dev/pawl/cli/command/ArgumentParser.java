package dev.pawl.cli.command;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Suggestion;
import dev.pawl.cli.output.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks down the tree of commands and takes options and parameters on the way. Used once. */
final class ArgumentParser {
    private final List<String> words;
    private final List<String> path = new ArrayList<>();
    private final Arguments arguments = new Arguments();
    private CommandNode node;
    private List<Option<?>> options = CommonOptions.OF_ROOT;
    private List<Parameter<?>> parameters = List.of();
    private int parameterIndex;
    private int next;

    private ArgumentParser(CommandGroup root, List<String> words) {
        this.node = root;
        this.words = words;
    }

    static Request parse(CommandGroup root, List<String> words) {
        return new ArgumentParser(root, words).parse();
    }

    private Request parse() {
        boolean optionsEnded = false;
        while (next < words.size()) {
            String word = words.get(next++);
            if (!optionsEnded && word.equals("--")) {
                optionsEnded = true;
            } else if (!optionsEnded && isOption(word)) {
                option(word);
            } else if (node instanceof CommandGroup group) {
                descend(group, word);
            } else {
                parameter(word);
            }
        }
        if (!arguments.has(CommonOptions.HELP)) {
            requireParameters();
        }
        return new Request(List.copyOf(path), node, arguments);
    }

    /** A dash alone is a name, and a dash before a digit begins a number. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && !Character.isDigit(word.charAt(1));
    }

    private void descend(CommandGroup group, String word) {
        node = group.child(word).orElseThrow(() -> unknownCommand(group, word));
        path.add(word);
        options = CommonOptions.OF_ALL;
        if (node instanceof Command command) {
            CommandSpec spec = command.spec();
            options = spec.options();
            parameters = spec.parameters();
        }
    }

    private void option(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option<?> option = find(name);
        if (option == null) {
            throw unknownOption(name);
        }
        if (!option.isRepeatable() && !option.isFlag() && arguments.has(option)) {
            throw invalid("`" + name + "` is given twice.");
        }
        if (option.isFlag()) {
            if (equals >= 0) {
                throw invalid("`" + name + "` takes no value, but `" + word + "` gives one.");
            }
            arguments.add(option, "");
            return;
        }
        String value = equals >= 0 ? word.substring(equals + 1) : nextValue(name, option);
        check(name, option.type(), value);
        arguments.add(option, value);
    }

    private String nextValue(String name, Option<?> option) {
        if (next == words.size() || find(words.get(next)) != null) {
            throw invalid("`" + name + "` needs a value: " + option.type().expected() + ".");
        }
        return words.get(next++);
    }

    private void parameter(String word) {
        if (parameterIndex == parameters.size()) {
            throw invalid("`" + Printable.line(word) + "` is one argument too many for `" + commandName() + "`.");
        }
        Parameter<?> parameter = parameters.get(parameterIndex);
        if (parameter.need() != Parameter.Need.ANY) {
            parameterIndex++;
        }
        check(parameter.name(), parameter.type(), word);
        arguments.add(parameter, word);
    }

    private void requireParameters() {
        for (Parameter<?> parameter : parameters) {
            if (parameter.need() == Parameter.Need.ONE && !arguments.has(parameter)) {
                throw invalid(
                        "`" + commandName() + "` needs " + parameter.name() + ": " + parameter.description() + ".");
            }
        }
    }

    private static void check(String name, ValueType<?> type, String value) {
        if (!type.takes(value)) {
            String text = "`" + name + "` takes " + type.expected() + ", not `" + Printable.line(value) + "`.";
            throw invalid(text + Suggestion.of(value, type.choices()));
        }
    }

    private @Nullable Option<?> find(String name) {
        for (Option<?> option : options) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        return null;
    }

    private PawlException unknownOption(String name) {
        List<String> known = new ArrayList<>();
        for (Option<?> option : options) {
            known.add(option.longName());
        }
        String text = "`" + Printable.line(name) + "` is not an option of `" + commandName() + "`.";
        if (node instanceof CommandGroup) {
            text += " Options of a command follow its name.";
        }
        return new PawlException(ErrorCode.OPTION_UNKNOWN, text + Suggestion.of(name, known));
    }

    private PawlException unknownCommand(CommandGroup group, String word) {
        List<String> candidates = new ArrayList<>();
        for (String name : Suggestion.nearest(word, group.children().keySet())) {
            candidates.add(commandName() + " " + name);
        }
        if (candidates.isEmpty()) {
            deeper(group, commandName(), word, candidates);
        }
        String text = "`" + commandName() + " " + Printable.line(word) + "` is not a command.";
        return new PawlException(ErrorCode.COMMAND_UNKNOWN, text + Suggestion.sentence(candidates));
    }

    /** Commands of that very name further down: `pawl show` for `pawl checkpoint show`. */
    private static void deeper(CommandGroup group, String prefix, String word, List<String> found) {
        group.children().forEach((name, child) -> {
            if (child instanceof CommandGroup below) {
                if (below.child(word).isPresent()) {
                    found.add(prefix + " " + name + " " + word);
                }
                deeper(below, prefix + " " + name, word, found);
            }
        });
    }

    private String commandName() {
        return path.isEmpty() ? "pawl" : "pawl " + String.join(" ", path);
    }

    private static PawlException invalid(String text) {
        return new PawlException(ErrorCode.ARGUMENT_INVALID, text);
    }
}
