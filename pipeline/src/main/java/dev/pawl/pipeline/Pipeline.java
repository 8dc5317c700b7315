package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The statements of a pipeline file, in order. */
public record Pipeline(String file, List<Statement> statements) {
    /** Options whose values are places. */
    private static final List<String> PLACES = List.of(QueryProperties.PATH, QueryProperties.CHECKPOINT, "badRecords");

    public Pipeline {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the text of a pipeline file.
     *
     * @param file its name, for messages
     * @param given values of variables, stronger than the environment
     * @throws PawlException if the text is not a pipeline; the message has the position
     */
    public static Pipeline parse(String file, String text, Map<String, String> given, Map<String, String> environment) {
        return parse(file, replaced(file, text, given, environment));
    }

    /** Reads a text whose variables are replaced already. */
    public static Pipeline parse(String file, String text) {
        return new PipelineParser(file).parse(text);
    }

    /** The text with its variables replaced. */
    public static String replaced(
            String file, String text, Map<String, String> given, Map<String, String> environment) {
        return new Variables(file, given, environment).replacedIn(text);
    }

    /**
     * What one query needs of it: its own statement, those before it whose names it uses, also by way of others, and configurations.
     * Of other queries only those whose results it reads.
     *
     * @param query the name of a streaming table or flow
     * @throws PawlException if there is none of that name
     */
    public Pipeline neededBy(String query) {
        int own = -1;
        for (int i = 0; i < statements.size(); i++) {
            if (StatementText.isQuery(statements.get(i), query)) {
                own = i;
            }
        }
        if (own < 0) {
            throw new PawlException(ErrorCode.PIPELINE_INVALID, file + " has no query " + query + ".");
        }
        Set<String> words = new HashSet<>(StatementText.words(statements.get(own)));
        Deque<Statement> needed = new ArrayDeque<>(List.of(statements.get(own)));
        for (int i = own - 1; i >= 0; i--) {
            Statement statement = statements.get(i);
            if (statement instanceof SetConf || StatementText.isNamed(statement, words)) {
                words.addAll(StatementText.words(statement));
                needed.addFirst(statement);
            }
        }
        return new Pipeline(file, List.copyOf(needed));
    }

    /**
     * What differs in what two pipelines mean: lines with {@code -} or {@code +} before them, below the first line of their statement.
     * Comments, layout, triggers and where state is kept in memory do not count.
     */
    public List<String> differenceTo(Pipeline later) {
        return StatementText.difference(statements, later.statements);
    }

    /** Whether a text stands in one of its statements. */
    public boolean mentions(String text) {
        return statements.stream()
                .flatMap(statement -> StatementText.lines(statement).stream())
                .anyMatch(line -> line.contains(text));
    }

    /** Places that mean another one in another directory. */
    public List<String> relativePaths() {
        return Stream.concat(sources().map(SourceView::options), tables().map(StreamingTable::properties))
                .flatMap(options -> options.entrySet().stream())
                .filter(option -> PLACES.stream().anyMatch(option.getKey()::equalsIgnoreCase))
                .map(Map.Entry::getValue)
                .filter(Location::isRelative)
                .toList();
    }

    public Stream<SetConf> confs() {
        return of(SetConf.class);
    }

    public Stream<SourceView> sources() {
        return of(SourceView.class);
    }

    public Stream<NamedView> views() {
        return of(NamedView.class);
    }

    public Stream<StreamingTable> tables() {
        return of(StreamingTable.class);
    }

    public Stream<Flow> flows() {
        return of(Flow.class);
    }

    private <S extends Statement> Stream<S> of(Class<S> type) {
        return statements.stream().filter(type::isInstance).map(type::cast);
    }
}
