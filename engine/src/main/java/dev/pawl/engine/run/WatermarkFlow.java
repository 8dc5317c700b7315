package dev.pawl.engine.run;

import dev.pawl.engine.operator.Inlet;
import dev.pawl.engine.operator.OperatorNode;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.plan.Path;
import dev.pawl.engine.step.Step;
import dev.pawl.engine.step.WatermarkStep;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the watermark of a query reaches its operators: one behind another gets what that one lets through. */
final class WatermarkFlow {
    private static final long NONE = Long.MIN_VALUE;

    private final List<OperatorNode> operators;
    private final boolean[] isReachedBySource;

    WatermarkFlow(CompiledQuery query) {
        this.operators = query.operators();
        this.isReachedBySource = new boolean[operators.size()];
        for (Path path : query.paths()) {
            if (hasWatermark(path.steps())) {
                path.inlet().ifPresent(inlet -> isReachedBySource[inlet.operator()] = true);
            }
        }
    }

    private static boolean hasWatermark(List<Step> steps) {
        return steps.stream().anyMatch(WatermarkStep.class::isInstance);
    }

    /** The watermark before each operator, by number; 0, as in Spark, where none reaches it or what came through is still less. */
    long[] before(long queryMs) {
        return Arrays.stream(reaching(queryMs)).map(ms -> Math.max(ms, 0)).toArray();
    }

    private long[] reaching(long queryMs) {
        long[] inputs = new long[operators.size()];
        Arrays.fill(inputs, NONE);
        // Children have larger numbers.
        for (int id = operators.size() - 1; id >= 0; id--) {
            if (isReachedBySource[id]) {
                inputs[id] = lower(inputs[id], queryMs);
            }
            OperatorNode node = operators.get(id);
            Optional<Inlet> next = node.next();
            if (next.isPresent() && (inputs[id] != NONE || hasWatermark(node.steps()))) {
                long output = inputs[id] == NONE ? queryMs : node.operator().outputWatermarkMs(inputs[id]);
                int parent = next.get().operator();
                inputs[parent] = lower(inputs[parent], output);
            }
        }
        return inputs;
    }

    private static long lower(long known, long other) {
        return known == NONE ? other : Math.min(known, other);
    }
}
