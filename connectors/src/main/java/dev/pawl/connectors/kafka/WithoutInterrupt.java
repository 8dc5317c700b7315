package dev.pawl.connectors.kafka;

/** Closes clients of Kafka, which refuse to be closed in order by a thread that was told to stop. */
final class WithoutInterrupt {
    private WithoutInterrupt() {}

    static void run(Runnable closing) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            closing.run();
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
