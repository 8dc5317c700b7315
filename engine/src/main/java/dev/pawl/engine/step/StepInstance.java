package dev.pawl.engine.step;

/** A step at work in one task. */
public interface StepInstance extends RowConsumer {
    /**
     * Called before the rows of a task.
     *
     * @param seed what the random numbers of the task begin with: the same for the same query, batch and task
     */
    void start(int seed);

    /** Called after the rows of a task, if none of them failed. */
    default void finish() {}
}
