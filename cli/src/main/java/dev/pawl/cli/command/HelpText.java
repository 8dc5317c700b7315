package dev.pawl.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The help of a command or group, made from what it declares. */
final class HelpText {
    private static final int LINE_MAX = 100;
    private static final int TERM_MAX = 30;

    private final StringBuilder text = new StringBuilder();

    private HelpText() {}

    /** @param path the words that lead to the node, without {@code pawl} */
    static String of(List<String> path, CommandNode node) {
        HelpText help = new HelpText();
        String name = path.isEmpty() ? "pawl" : "pawl " + String.join(" ", path);
        if (node instanceof CommandGroup group) {
            help.group(name, group);
        } else if (node instanceof Command command) {
            help.command(name, command.spec());
        }
        return help.text.toString();
    }

    private void group(String name, CommandGroup group) {
        text.append("Usage: ").append(name).append(" COMMAND\n\n");
        paragraph(group.summary() + ".");
        List<String[]> commands = new ArrayList<>();
        collect("", group, commands);
        section("Commands:", commands);
        section("Options:", options(name.equals("pawl") ? CommonOptions.OF_ROOT : CommonOptions.OF_ALL));
        text.append("\n`pawl help COMMAND` or `COMMAND --help` tells more about a command.\n");
    }

    /** Every command below, with the words that lead to it. */
    private static void collect(String prefix, CommandGroup group, List<String[]> commands) {
        for (Map.Entry<String, CommandNode> child : group.children().entrySet()) {
            if (child.getValue() instanceof CommandGroup below) {
                collect(prefix + child.getKey() + " ", below, commands);
            } else {
                commands.add(
                        new String[] {prefix + child.getKey(), child.getValue().summary()});
            }
        }
    }

    private void command(String name, CommandSpec spec) {
        text.append("Usage: ").append(name).append(" [OPTION…]");
        for (Parameter<?> parameter : spec.parameters()) {
            text.append(' ').append(parameter.usage());
        }
        text.append("\n\n");
        paragraph(spec.summary() + ".");
        for (String detail : spec.details()) {
            text.append('\n');
            paragraph(detail);
        }
        List<String[]> arguments = new ArrayList<>();
        for (Parameter<?> parameter : spec.parameters()) {
            arguments.add(new String[] {parameter.name(), parameter.description()});
        }
        section("Arguments:", arguments);
        section("Options:", options(spec.options()));
        if (!spec.examples().isEmpty()) {
            text.append("\nExamples:\n");
            spec.examples().forEach(example -> text.append("  ").append(example).append('\n'));
        }
    }

    private static List<String[]> options(List<Option<?>> options) {
        List<String[]> terms = new ArrayList<>();
        for (Option<?> option : options) {
            String names = option.names().size() > 1 ? String.join(", ", option.names()) : "    " + option.longName();
            terms.add(new String[] {
                option.isFlag() ? names : names + " " + option.placeholder(),
                option.isRepeatable() ? option.description() + "; may be repeated" : option.description()
            });
        }
        return terms;
    }

    private void section(String heading, List<String[]> terms) {
        if (terms.isEmpty()) {
            return;
        }
        text.append('\n').append(heading).append('\n');
        int width = 0;
        for (String[] term : terms) {
            if (term[0].length() <= TERM_MAX) {
                width = Math.max(width, term[0].length());
            }
        }
        for (String[] term : terms) {
            text.append("  ").append(term[0]);
            if (term[0].length() > width) {
                text.append('\n').append(" ".repeat(width + 4));
            } else {
                text.append(" ".repeat(width - term[0].length() + 2));
            }
            wrap(term[1], width + 4);
        }
    }

    private void paragraph(String paragraph) {
        wrap(paragraph, 0);
    }

    /** Appends words, breaking lines; the first one goes on where the text stands, which is column {@code indent}. */
    private void wrap(String words, int indent) {
        int column = indent;
        for (String word : words.split(" ", -1)) {
            if (column > indent && column + 1 + word.length() > LINE_MAX) {
                text.append('\n').append(" ".repeat(indent));
                column = indent;
            }
            if (column > indent) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
