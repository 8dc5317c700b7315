package dev.pawl.engine.operator;

import dev.pawl.engine.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * A stateful operator at its place in a query.
 *
 * @param steps what happens to the rows it gives
 * @param next where they go; empty for the sink
 */
public record OperatorNode(Operator operator, List<Step> steps, Optional<Inlet> next) {
    public OperatorNode {
        steps = List.copyOf(steps);
    }
}
