package dev.pawl.checkpoint.view;

/** Is told of differences one by one, so that nobody has to hold them all. */
@FunctionalInterface
public interface DifferenceListener {
    void differs(Difference difference);
}
