package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all errors is the code's, and no error goes untested. */
class ErrorPageTest {
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void thePageListsEveryCode() {
        StringBuilder page = new StringBuilder("""
                # Errors

                A message starts with its code in brackets; the code never changes its meaning. Codes that Spark has too keep
                Spark's name. This page is made from the code and compared with it by a test.
                """);
        for (ErrorKind kind : ErrorKind.values()) {
            List<ErrorCode> codes = Arrays.stream(ErrorCode.values())
                    .filter(code -> code.kind() == kind)
                    .sorted(Comparator.comparing(ErrorCode::id))
                    .toList();
            if (codes.isEmpty()) {
                continue;
            }
            page.append("\n## ")
                    .append(title(kind))
                    .append(" (exit code ")
                    .append(kind.exitCode())
                    .append(")\n\n")
                    .append(reaction(kind))
                    .append("\n\n| code | what to do |\n| --- | --- |\n");
            for (ErrorCode code : codes) {
                page.append("| `")
                        .append(code.id())
                        .append("` | ")
                        .append(code.remedy())
                        .append(" |\n");
            }
        }
        Golden.verify(REPOSITORY.resolve("docs/reference/errors.md"), page.toString());
    }

    @Test
    void everyCodeIsProvokedByATest() throws IOException {
        StringBuilder tests = new StringBuilder();
        for (String module : List.of("checkpoint", "pipeline", "engine", "connectors", "cli", "interop-tests")) {
            for (String part : List.of("java", "resources/golden")) {
                tests.append(
                        texts(REPOSITORY.resolve(module).resolve("src/test").resolve(part)));
            }
        }
        assertThat(Arrays.stream(ErrorCode.values())
                        .filter(code -> tests.indexOf(code.name()) < 0 && tests.indexOf("[" + code.id() + "]") < 0))
                .isEmpty();
    }

    private static String texts(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return "";
        }
        StringBuilder texts = new StringBuilder();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(path -> Files.isRegularFile(path) && !path.endsWith("ErrorPageTest.java"))
                    .toList()) {
                texts.append(Files.readString(file));
            }
        }
        return texts.toString();
    }

    private static String title(ErrorKind kind) {
        return switch (kind) {
            case USAGE -> "Wrong usage";
            case ROWS_UNFIT -> "Rows the query cannot take";
            case DAMAGED -> "Damaged or missing";
            case REFUSED -> "Refused to protect data";
            case UNAVAILABLE -> "Not reachable";
            case OUTCOME_UNKNOWN -> "Outcome unknown";
            case BUG -> "Defect of Pawl";
        };
    }

    private static String reaction(ErrorKind kind) {
        return switch (kind) {
            case USAGE -> "Change the statement, option or argument.";
            case ROWS_UNFIT ->
                "The query failed on rows that it read. It meets them again until they or the query are changed.";
            case DAMAGED ->
                "Bytes on storage are wrong or missing. Trying again does not help, and nothing was repaired silently.";
            case REFUSED -> "Going on could lose or repeat data.";
            case UNAVAILABLE -> "Something outside does not answer. Trying again may help.";
            case OUTCOME_UNKNOWN -> "A commit may or may not have happened. Clean up nothing: recovery looks it up.";
            case BUG -> "An invariant broke. Please report it.";
        };
    }
}
