package dev.pawl.engine.sink;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import java.util.Optional;

/** A format that queries write, found by the name users give after {@code USING}. */
public interface SinkFormat {
    /** In lower case: {@code delta}. */
    String name();

    /** All options it takes, without those that every query has; empty if it cannot tell, and then every name is taken. */
    default Optional<OptionNames> optionNames() {
        return Optional.empty();
    }

    /** Whether several queries may write one target: then it knows a batch by its query and not by its number alone. */
    default boolean takesSeveralQueries() {
        return true;
    }

    /**
     * The options for a second query into the target that a query with these has: without what both would know their batches by.
     */
    default Options beside(Options options) {
        return options;
    }

    /**
     * Opens the target of a query and checks that it takes the rows of the query.
     *
     * @throws dev.pawl.checkpoint.error.PawlException if the format, the target or the options do not fit the query
     */
    StreamSink open(SinkRequest request, Outside outside);
}
