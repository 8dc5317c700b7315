package dev.pawl.benchmarks;

import java.io.IOException;

/** One question that both engines are asked. */
interface Scenario {
    String name();

    Table run(Settings settings, Broker broker) throws IOException, InterruptedException;
}
