package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.testkit.DocExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs what the documentation shows, from the root of the repository. */
final class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Its commands need a Spark: they run where there is one, in the tests against real Spark. */
    private static final Path ON_SPARK = ROOT.resolve("docs/scale-out.md");

    static List<DocExample> examples() throws IOException {
        List<DocExample> examples = new ArrayList<>();
        for (Path document : documents()) {
            examples.addAll(DocExample.of(document));
        }
        return examples;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(path -> path.toString().endsWith(".md") && !path.equals(ON_SPARK))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void saysWhatTheCommandPrints(DocExample example) {
        String start = String.join("' '", FastJava.archived().pawl());
        PawlProcess.Result result = PawlProcess.program("bash", "-c", "'" + start + "' " + example.command())
                .in(ROOT)
                .run();

        String printed = result.out() + result.err();
        assertThat(example.isPrinted(printed))
                .as("expected:\n%s\nfound:\n%s", example.said(), printed)
                .isTrue();
    }
}
