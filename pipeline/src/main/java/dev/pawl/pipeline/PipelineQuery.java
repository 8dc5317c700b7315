package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query of a pipeline with everything its statements say of it.
 *
 * @param name of its streaming table or flow
 * @param target the table it writes
 */
public record PipelineQuery(
        Position position, String name, StreamingTable target, QueryText text, QueryProperties properties) {
    /**
     * The query that a statement defines, if it defines one.
     *
     * @param claims what the statements before it have defined; gets to know this one
     */
    public static Optional<PipelineQuery> of(Statement statement, Claims claims) {
        Optional<PipelineQuery> query = Optional.empty();
        if (statement instanceof StreamingTable table) {
            claims.add(table);
            query = table.query().map(text -> of(table, table.name(), text, table.position()));
        } else if (statement instanceof Flow flow) {
            query = Optional.of(of(claims.target(flow), flow.name(), flow.query(), flow.position()));
        }
        query.ifPresent(found -> found.properties()
                .checkpoint()
                .ifPresent(location -> claims.claim(location, found.name(), found.position())));
        return query;
    }

    private static PipelineQuery of(StreamingTable target, String name, QueryText text, Position position) {
        return new PipelineQuery(position, name, target, text, QueryProperties.of(target, name, position));
    }

    /** Whether it is the query of the table itself, not a flow into it. */
    public boolean isOfTable() {
        return name.equals(target.name());
    }

    /**
     * Those queries of a file that the user wants to run.
     *
     * @param names given by the user; all queries if there are none
     */
    public static <Q> List<Q> chosen(List<Q> queries, Function<Q, String> name, List<String> names) {
        List<String> there = queries.stream().map(name).toList();
        if (there.isEmpty()) {
            throw invalid("The file has no query: add a CREATE STREAMING TABLE … AS SELECT.");
        }
        if (!there.containsAll(names)) {
            throw invalid("The file has no query of that name. There are: " + String.join(", ", there) + ".");
        }
        return queries.stream()
                .filter(query -> names.isEmpty() || names.contains(name.apply(query)))
                .toList();
    }

    private static PawlException invalid(String what) {
        return new PawlException(ErrorCode.ARGUMENT_INVALID, what);
    }
}
