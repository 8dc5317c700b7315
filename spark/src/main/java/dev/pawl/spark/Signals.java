package dev.pawl.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Ctrl-C goes to all processes of a terminal at once; what is to be done about it the asker says. */
final class Signals {
    private Signals() {}

    /** Java has no other way to hear of signals than this class, which the compiler warns of by name. */
    static void ignoreCtrlC() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object deaf = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), deaf);
        } catch (InvocationTargetException e) {
            // Java was told to leave signals alone (-Xrs).
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle signals", e);
        }
    }
}
