package dev.pawl.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A function for SQL, found by name in the process under test, that does not return before a file is there. */
public final class Gate {
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);

    private Gate() {}

    public static String pass(String file) {
        Path gate = Path.of(file);
        while (!Files.exists(gate)) {
            if (Thread.interrupted()) {
                throw new IllegalStateException("interrupted before the gate was opened");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return "open";
    }
}
