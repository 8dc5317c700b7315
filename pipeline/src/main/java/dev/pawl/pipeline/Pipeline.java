package dev.pawl.pipeline;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The statements of a pipeline file, in order. */
public record Pipeline(String file, List<Statement> statements) {
    public Pipeline {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the text of a pipeline file.
     *
     * @param file its name, for messages
     * @param given values of variables, stronger than the environment
     * @throws dev.pawl.checkpoint.error.PawlException if the text is not a pipeline; the message has the position
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
