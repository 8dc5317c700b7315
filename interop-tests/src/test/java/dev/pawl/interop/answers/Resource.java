package dev.pawl.interop.answers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Questions from a file: lines that begin with {@code --} are comments. */
final class Resource {
    private Resource() {}

    /** One question a line. */
    static List<String> lines(String name) {
        return Arrays.stream(text(name).split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .toList();
    }

    /** Questions of several lines, with an empty line between them. */
    static List<String> blocks(String name) {
        return Arrays.stream(text(name).split("\n\n+"))
                .map(block -> String.join(
                        "\n",
                        Arrays.stream(block.split("\n"))
                                .filter(line -> !line.startsWith("--"))
                                .toList()))
                .filter(block -> !block.isBlank())
                .toList();
    }

    private static String text(String name) {
        try (InputStream in = Resource.class.getResourceAsStream("/answers/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource answers/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
