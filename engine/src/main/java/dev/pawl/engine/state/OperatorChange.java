package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import java.util.Optional;

/**
 * What became of a stateful operator.
 *
 * @param name as the checkpoint has it, or the query where the checkpoint has none
 * @param what how it differs; of a kept one what differs by name alone; mostly empty
 * @param refusal why the query cannot go on with it; empty if it can
 */
public record OperatorChange(long id, String name, Change change, String what, Optional<ErrorCode> refusal) {}
