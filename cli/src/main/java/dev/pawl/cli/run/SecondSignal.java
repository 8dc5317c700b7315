package dev.pawl.cli.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The first signal lets batches finish, the second ends the process at once. Java itself would let the second wait for the hooks of
 * the first, so that a batch that never finishes could only be killed.
 */
final class SecondSignal {
    private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143);

    private SecondSignal() {}

    static void endAtOnce() {
        AtomicBoolean isSecond = new AtomicBoolean();
        EXIT_CODES.forEach((name, exitCode) -> handle(name, () -> {
            if (isSecond.getAndSet(true)) {
                Runtime.getRuntime().halt(exitCode);
            }
            Runtime.getRuntime().exit(exitCode);
        }));
    }

    /** Java has no other way to hear of signals than this class, which the compiler warns of by name. */
    private static void handle(String signalName, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calling = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(signalName), calling);
        } catch (InvocationTargetException e) {
            // Java was told to leave signals alone (-Xrs): then whoever told it handles them.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle signals", e);
        }
    }
}
