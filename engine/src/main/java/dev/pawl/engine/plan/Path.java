package dev.pawl.engine.plan;

import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * The way of the rows of one source to the sink, or to a stateful operator.
 *
 * @param source which of the query's sources, counted in the order of the offset log
 * @param steps in order
 * @param inlet where they lead; empty for the sink
 */
public record Path(int source, List<Step> steps, Optional<Inlet> inlet) {
    public Path {
        steps = List.copyOf(steps);
    }
}
