package dev.pawl.interop.handover;

import dev.pawl.testkit.KafkaBroker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for all test classes of a test run, closed at its end. Tests keep apart by the names of their topics. */
public final class SharedBroker implements ParameterResolver {
    /** Ends with the run: JUnit closes what is in the root's store. */
    private record Running(KafkaBroker broker) implements AutoCloseable {
        @Override
        public void close() {
            broker.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KafkaBroker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, type -> new Running(KafkaBroker.start()), Running.class)
                .broker();
    }
}
