package dev.pawl.benchmarks;

import dev.pawl.testkit.KafkaBroker;
import java.io.IOException;

/** A Kafka broker in a process of its own: prints where it is, and ends when its input does. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws IOException {
        try (KafkaBroker broker = KafkaBroker.start()) {
            System.out.println(broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // nothing is expected
            }
        }
        // What is left of the broker's threads does not hold the process.
        System.exit(0);
    }
}
