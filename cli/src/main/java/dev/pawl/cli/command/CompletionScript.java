package dev.pawl.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bash function that knows, for every command, the words that can follow; file names where there are none. */
final class CompletionScript {
    private final CommandGroup root;
    private final StringBuilder groups = new StringBuilder();
    private final StringBuilder words = new StringBuilder();

    CompletionScript(CommandGroup root) {
        this.root = root;
    }

    String text() {
        collect("", root);
        return """
                _pawl() {
                  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path='' words='' i
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$path ${COMP_WORDS[i]}" in
                %s    esac
                  done
                  case "$path:$previous" in
                %s  esac
                  COMPREPLY=($(compgen -W "$words" -- "$current"))
                }
                complete -o default -F _pawl pawl ./pawl
                """.formatted(groups, words);
    }

    private void collect(String path, CommandGroup group) {
        List<String> following = new ArrayList<>(group.children().keySet());
        for (Map.Entry<String, CommandNode> child : group.children().entrySet()) {
            String childPath = path + " " + child.getKey();
            groups.append("      \"")
                    .append(childPath)
                    .append("\") path='")
                    .append(childPath)
                    .append("' ;;\n");
            if (child.getValue() instanceof CommandGroup below) {
                collect(childPath, below);
            } else if (child.getValue() instanceof Command command) {
                command(childPath, command.spec());
            }
        }
        following.addAll(optionNames(path.isEmpty() ? CommonOptions.OF_ROOT : CommonOptions.OF_ALL));
        line("\"" + path + ":\"*", following);
    }

    private void command(String path, CommandSpec spec) {
        List<String> following = new ArrayList<>();
        for (Option<?> option : spec.options()) {
            if (!option.isFlag()) {
                for (String name : option.names()) {
                    line("\"" + path + ":" + name + "\"", option.type().choices());
                }
            }
        }
        for (Parameter<?> parameter : spec.parameters()) {
            following.addAll(parameter.type().choices());
        }
        following.addAll(optionNames(spec.options()));
        line("\"" + path + ":\"*", following);
    }

    private static List<String> optionNames(List<Option<?>> options) {
        List<String> names = new ArrayList<>();
        options.forEach(option -> names.add(option.longName()));
        return names;
    }

    private void line(String pattern, List<String> following) {
        words.append("    ")
                .append(pattern)
                .append(") words='")
                .append(String.join(" ", following))
                .append("' ;;\n");
    }
}
