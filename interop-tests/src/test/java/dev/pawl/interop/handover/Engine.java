package dev.pawl.interop.handover;

/** Who runs a query for a while. */
enum Engine {
    SPARK,
    PAWL;

    Engine other() {
        return this == SPARK ? PAWL : SPARK;
    }
}
