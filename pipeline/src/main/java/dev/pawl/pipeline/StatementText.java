package dev.pawl.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Statements as texts that are equal where the statements mean the same, and what they use. */
final class StatementText {
    /** They change when something happens, not what. */
    private static final List<String> WITHOUT_MEANING = List.of(QueryProperties.TRIGGER, "stateStore");

    private StatementText() {}

    static boolean isQuery(Statement statement, String name) {
        if (statement instanceof StreamingTable table) {
            return table.query().isPresent() && table.name().equalsIgnoreCase(name);
        }
        return statement instanceof Flow flow && flow.name().equalsIgnoreCase(name);
    }

    /** Whether others that have these words may mean it. */
    static boolean isNamed(Statement statement, Set<String> words) {
        String name = "";
        if (statement instanceof SourceView source) {
            name = source.name();
        } else if (statement instanceof NamedView view) {
            name = view.name();
        } else if (statement instanceof StreamingTable table) {
            name = table.name();
        }
        return words.containsAll(parts(name));
    }

    /** All words of a statement that may be names of others, in lower case. More than are names do no harm. */
    static Set<String> words(Statement statement) {
        Set<String> words = new HashSet<>();
        select(statement).ifPresent(query -> {
            for (TextToken token : TextToken.of(query.sql())) {
                if (token.kind() == TextToken.Kind.WORD || token.kind() == TextToken.Kind.QUOTED_NAME) {
                    words.addAll(parts(token.content()));
                }
            }
        });
        if (statement instanceof Flow flow) {
            words.addAll(parts(flow.target()));
        }
        words.remove("");
        return words;
    }

    private static List<String> parts(String name) {
        return List.of(name.toLowerCase(Locale.ROOT).split("\\.", -1));
    }

    private static Optional<QueryText> select(Statement statement) {
        if (statement instanceof NamedView view) {
            return Optional.of(view.query());
        }
        if (statement instanceof StreamingTable table) {
            return table.query();
        }
        return statement instanceof Flow flow ? Optional.of(flow.query()) : Optional.empty();
    }

    /** What a statement means; the first line says which it is. */
    static List<String> lines(Statement statement) {
        List<String> lines = new ArrayList<>();
        if (statement instanceof SetConf conf) {
            lines.add("SET " + conf.key() + " = " + conf.value());
        } else if (statement instanceof SourceView source) {
            lines.add("CREATE TEMPORARY VIEW " + source.name());
            source.columns().ifPresent(columns -> lines.add("(" + columns.toDDL() + ")"));
            lines.add("USING " + source.format().toLowerCase(Locale.ROOT));
            addOptions("OPTIONS", source.options(), lines);
        } else if (statement instanceof NamedView view) {
            lines.add("CREATE TEMPORARY VIEW " + view.name());
        } else if (statement instanceof StreamingTable table) {
            lines.add("CREATE STREAMING TABLE " + table.name());
            lines.add("USING " + table.format().toLowerCase(Locale.ROOT));
            addOptions("TBLPROPERTIES", table.properties(), lines);
            if (!table.partitionColumns().isEmpty()) {
                lines.add("PARTITIONED BY (" + String.join(", ", table.partitionColumns()) + ")");
            }
        } else if (statement instanceof Flow flow) {
            lines.add("CREATE FLOW " + flow.name());
            lines.add("INSERT INTO " + flow.target());
        }
        select(statement).ifPresent(query -> lines.add("AS " + TextToken.plain(query.sql())));
        return lines;
    }

    private static void addOptions(String word, Map<String, String> options, List<String> lines) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(options);
        WITHOUT_MEANING.forEach(sorted::remove);
        sorted.forEach((name, value) -> lines.add(word + " " + name + " '" + value + "'"));
    }

    /** Statements that both have are compared line by line; names tell which are the same. */
    static List<String> difference(List<Statement> before, List<Statement> after) {
        Map<String, List<String>> then = byHeading(before);
        Map<String, List<String>> now = byHeading(after);
        List<String> difference = new ArrayList<>();
        then.forEach((heading, lines) -> {
            List<String> other = now.getOrDefault(heading, List.of());
            if (!other.equals(lines)) {
                difference.add((other.isEmpty() ? "- " : "  ") + heading);
                addMissing("- ", lines, other, difference);
                addMissing("+ ", other, lines, difference);
            }
        });
        now.forEach((heading, lines) -> {
            if (!then.containsKey(heading)) {
                difference.add("+ " + heading);
                addMissing("+ ", lines, List.of(), difference);
            }
        });
        return difference;
    }

    /** A configuration that is set again counts as it is set last. */
    private static Map<String, List<String>> byHeading(List<Statement> statements) {
        Map<String, List<String>> byHeading = new TreeMap<>();
        for (Statement statement : statements) {
            List<String> lines = lines(statement);
            String heading = statement instanceof SetConf conf ? "SET " + conf.key() : lines.get(0);
            byHeading.put(heading, lines);
        }
        return byHeading;
    }

    private static void addMissing(String mark, List<String> lines, List<String> others, List<String> out) {
        lines.stream()
                .skip(!lines.isEmpty() && lines.get(0).startsWith("SET ") ? 0 : 1)
                .filter(line -> !others.contains(line))
                .forEach(line -> out.add(mark + line));
    }
}
