package dev.pawl.engine.run;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long the parts of a trigger took, by Spark's names. */
final class Timings {
    private final InstantSource clock;
    private final Map<String, Long> millis = new LinkedHashMap<>();

    Timings(InstantSource clock) {
        this.clock = clock;
    }

    <T> T timed(String name, Supplier<T> work) {
        long from = clock.millis();
        T result = work.get();
        millis.merge(name, clock.millis() - from, Long::sum);
        return result;
    }

    void timed(String name, Runnable work) {
        timed(name, () -> {
            work.run();
            return name;
        });
    }

    void put(String name, long value) {
        millis.put(name, value);
    }

    Map<String, Long> millis() {
        return millis;
    }
}
