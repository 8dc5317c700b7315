package dev.pawl.engine.run;

import dev.pawl.engine.operator.OperatorCounts;
import dev.pawl.engine.state.StateMetrics;

/**
 * What a batch did to a stateful operator.
 *
 * @param workMs the time of all its partitions together, without writing the state
 */
public record OperatorProgress(StateMetrics state, OperatorCounts counts, long workMs) {}
