package dev.pawl.engine.step;

/** A step at work in one task. */
public interface StepInstance extends RowConsumer {
    /**
     * Called before the rows of a task.
     *
     * @param seed what the random numbers of the task begin with: the same for the same query, batch and task
     */
    void start(int seed);

    /** Called before a row that may be left out if it fails; its traces are then to be forgotten. */
    default void mark() {}

    /** The row since {@link #mark} failed and is left out: what it left here is to be forgotten. */
    default void forget() {}

    /** Called after the rows of a task, if none of them failed. */
    default void finish() {}
}
