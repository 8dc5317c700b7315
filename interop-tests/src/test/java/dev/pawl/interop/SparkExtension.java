package dev.pawl.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands every test class of this process the same {@link SparkHarness}: starting one takes seconds. */
public final class SparkExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkHarness.class;
    }

    @Override
    public SparkHarness resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SparkExtension.class))
                .getOrComputeIfAbsent(SharedSpark.class, key -> SharedSpark.start(), SharedSpark.class)
                .harness();
    }

    /** The harness and the directory it owns, both gone when the test run ends. */
    record SharedSpark(SparkHarness harness, Path directory) implements AutoCloseable {
        static SharedSpark start() {
            try {
                Path directory = Files.createTempDirectory("pawl-interop");
                return new SharedSpark(new SparkHarness(directory), directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            harness.close();
            List<Path> deepestFirst;
            try (Stream<Path> paths = Files.walk(directory)) {
                deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }
}
