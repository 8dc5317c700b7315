package dev.pawl.engine.run;

import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.sink.StreamSink;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a query is started with.
 *
 * @param name as users know it
 * @param checkpoint its location
 * @param sink opens the target, once the id of the query is known
 */
public record QueryStart(
        Optional<String> name,
        String checkpoint,
        CompiledQuery query,
        Function<String, StreamSink> sink,
        Trigger trigger,
        RunSettings settings) {}
