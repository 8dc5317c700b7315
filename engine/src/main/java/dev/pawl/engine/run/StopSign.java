package dev.pawl.engine.run;

/** Tells the tasks of a batch that it is given up. An interrupt wakes them from what they wait for, but what they call may lose it; this stays. */
final class StopSign {
    private volatile boolean isUp;

    void putUp() {
        isUp = true;
    }

    boolean isUp() {
        return isUp;
    }
}
