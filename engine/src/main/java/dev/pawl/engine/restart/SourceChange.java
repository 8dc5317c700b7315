package dev.pawl.engine.restart;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.engine.state.Change;
import java.util.Optional;

/**
 * What became of a source. Sources are told apart by their order in the query, as Spark does it.
 *
 * @param source its number
 * @param name of the table in the pipeline; empty for one that the query does not read any more
 * @param what how it differs; mostly empty
 * @param readTo the offset up to which the checkpoint has it; empty if it was never read
 * @param refusal why the query cannot go on with it; empty if it can
 */
public record SourceChange(
        int source,
        Optional<String> name,
        Change change,
        String what,
        Optional<String> readTo,
        Optional<ErrorCode> refusal) {}
