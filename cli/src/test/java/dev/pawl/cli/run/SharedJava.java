package dev.pawl.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One archive of shared classes for all test classes of a run, removed at its end. */
final class SharedJava implements ParameterResolver {
    private static final int PATIENCE_SECONDS = 300;

    /** Ends with the run: JUnit closes what is in the root's store. */
    private record Prepared(Path directory, FastJava java) implements AutoCloseable {
        static Prepared prepare() {
            try {
                Path directory = Files.createTempDirectory("pawl-java-");
                FastJava java = FastJava.prepare(directory);
                Process rehearsal = java.archiving(directory.resolve("log"));
                try {
                    if (!rehearsal.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || rehearsal.exitValue() != 0) {
                        throw new IllegalStateException(
                                "the archive was not made: " + Files.readString(directory.resolve("log")));
                    }
                } finally {
                    rehearsal.destroyForcibly();
                }
                return new Prepared(directory, java);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the archive was made", e);
            }
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FastJava.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Prepared.class, type -> Prepared.prepare(), Prepared.class)
                .java();
    }
}
