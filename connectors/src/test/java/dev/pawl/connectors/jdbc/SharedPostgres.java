package dev.pawl.connectors.jdbc;

import dev.pawl.testkit.PostgresServer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One server for all test classes of a test run, closed at its end. Tests keep apart by the names of their tables. */
public final class SharedPostgres implements ParameterResolver {
    /** Ends with the run: JUnit closes what is in the root's store. */
    private record Running(PostgresServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, type -> new Running(PostgresServer.start()), Running.class)
                .server();
    }
}
