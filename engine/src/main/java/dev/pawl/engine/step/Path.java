package dev.pawl.engine.step;

import java.util.List;

/**
 * The way of the rows of one source to the sink.
 *
 * @param source which of the query's sources, counted in the order of the offset log
 * @param steps in order
 */
public record Path(int source, List<Step> steps) {
    public Path {
        steps = List.copyOf(steps);
    }
}
