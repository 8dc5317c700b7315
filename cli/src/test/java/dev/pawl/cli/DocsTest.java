package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what the documentation shows: in a code block, the lines after {@code $ ./pawl …} are what that command prints, from the
 * root of the repository. There, {@code …} stands for anything within a line, and a line of it alone for any lines.
 */
final class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PROMPT = "$ ./pawl ";
    private static final String ANYTHING = "…";

    /** A command and what it is said to print. */
    private record Example(String where, String command, List<String> output) {
        @Override
        public String toString() {
            return where + ": " + command;
        }
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (Path file : documents()) {
            try {
                collect(ROOT.relativize(file).toString(), Files.readAllLines(file), examples);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return examples;
    }

    private static List<Path> documents() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String document, List<String> lines, List<Example> examples) {
        boolean isInBlock = false;
        Example current = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                isInBlock = !isInBlock;
                current = null;
            } else if (isInBlock && line.startsWith(PROMPT)) {
                current = new Example(document + ":" + (i + 1), line.substring(PROMPT.length()), new ArrayList<>());
                examples.add(current);
            } else if (current != null) {
                current.output().add(line);
            }
        }
    }

    @Test
    void thereAreExamples() {
        assertThat(examples()).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void saysWhatTheCommandPrints(Example example) {
        String start = String.join("' '", PawlProcess.java("dev.pawl.cli.Main").command());
        PawlProcess.Result result = PawlProcess.program("bash", "-c", "'" + start + "' " + example.command())
                .in(ROOT)
                .run();

        String actual = result.out() + result.err();
        String expected = String.join("\n", example.output()).stripTrailing() + "\n";
        assertThat(Pattern.compile(pattern(expected), Pattern.DOTALL).matcher(actual))
                .as("expected:\n%s\nfound:\n%s", expected, actual)
                .matches(Matcher::matches);
    }

    private static String pattern(String expected) {
        StringBuilder pattern = new StringBuilder();
        for (String line : expected.split("(?<=\n)", -1)) {
            if (line.strip().equals(ANYTHING)) {
                pattern.append(".*");
            } else {
                String[] parts = line.split(ANYTHING, -1);
                for (int i = 0; i < parts.length; i++) {
                    pattern.append(i == 0 ? "" : "[^\n]*").append(Pattern.quote(parts[i]));
                }
            }
        }
        return pattern.toString();
    }
}
