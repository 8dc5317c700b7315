package dev.pawl.interop.handover;

import java.util.ArrayList;
import java.util.List;

/**
 * One turn of one engine.
 *
 * @param batch the batch in which it is killed, counted from the first that it runs
 */
record Step(Engine engine, Stop stop, int batch) {
    /**
     * Every kind of stop by either engine, followed by the other. Kills come first, so that what a source begins with is
     * interrupted.
     *
     * @param hasManyBatches whether there is more than one batch to read in a turn
     */
    static List<Step> script(Engine first, boolean hasManyBatches) {
        List<Step> steps = new ArrayList<>();
        add(steps, first, Stop.AFTER_PLAN, 0);
        add(steps, first, Stop.AFTER_PLAN, 1);
        add(steps, first, Stop.AFTER_SINK, 1);
        // What it kills is a batch that was run again and that the sink knows already.
        add(steps, first, Stop.AFTER_SINK, 0);
        add(steps, first, Stop.BEFORE_PLAN, 1);
        add(steps, first, Stop.BEFORE_PLAN, hasManyBatches ? 1 : 0);
        add(steps, first, Stop.CLEAN, 0);
        add(steps, first, Stop.CLEAN, 0);
        add(steps, first, Stop.CLEAN, 0);
        return List.copyOf(steps);
    }

    private static void add(List<Step> steps, Engine first, Stop stop, int batch) {
        steps.add(new Step(steps.size() % 2 == 0 ? first : first.other(), stop, batch));
    }

    Step by(Engine other) {
        return new Step(other, stop, batch);
    }
}
