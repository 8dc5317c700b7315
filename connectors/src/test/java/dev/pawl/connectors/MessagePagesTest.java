package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages that pages tell cures for are messages of the code: {@code | `[CODE] words … words` |}. */
class MessagePagesTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`\\[.*?) \\|");
    private static final Pattern MESSAGE = Pattern.compile("`\\[([A-Z0-9_.]+)\\] ?([^`]*)`");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final int WORDS = 3;
    private static final int MESSAGES_MIN = 50;

    @Test
    void messagesOfPagesAreThoseOfTheCode() throws IOException {
        List<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::id).toList();
        String literals = literals();
        List<String> strange = new ArrayList<>();
        int count = 0;
        for (Path page : files(REPOSITORY.resolve("docs"), ".md")) {
            for (MatchResult message : messages(Files.readString(page))) {
                count++;
                List<String> parts = parts(message.group(2));
                long known = parts.stream().filter(literals::contains).count();
                // Values and names that the code puts between words break some of them.
                if (!codes.contains(message.group(1)) || 3 * known < parts.size()) {
                    strange.add(page.getFileName() + ": " + message.group());
                }
            }
        }
        assertThat(strange).isEmpty();
        assertThat(count).isGreaterThan(MESSAGES_MIN);
    }

    private static List<MatchResult> messages(String page) {
        return ROW.matcher(page)
                .results()
                .flatMap(row -> MESSAGE.matcher(row.group(1)).results())
                .toList();
    }

    /** Words that follow each other. */
    private static List<String> parts(String message) {
        List<String> parts = new ArrayList<>();
        for (String run : message.split("[^A-Za-z', ]+", -1)) {
            List<String> words = List.of(run.strip().split(" +", -1));
            for (int i = 0; i + WORDS <= words.size(); i++) {
                parts.add(String.join(" ", words.subList(i, i + WORDS)));
            }
        }
        return parts;
    }

    private static String literals() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path module : modules()) {
            for (Path source : files(module.resolve("src/main/java"), ".java")) {
                String joined = Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", "");
                all.append(LITERAL.matcher(joined)
                        .results()
                        .map(literal -> literal.group(1))
                        .collect(Collectors.joining("\n", "", "\n")));
            }
        }
        return all.toString();
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> all = Files.list(REPOSITORY)) {
            return all.filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                    .toList();
        }
    }

    private static List<Path> files(Path root, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
