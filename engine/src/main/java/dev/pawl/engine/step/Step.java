package dev.pawl.engine.step;

/** One thing that happens to rows, compiled; {@link #instance} makes a copy of it for one thread at a time. */
public interface Step {
    StepInstance instance(RowConsumer next);

    /** One line for people: {@code Filter (amount > 3.0)}. */
    String describe();
}
