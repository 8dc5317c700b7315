package dev.pawl.interop.answers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was compared, in the directory of the build. */
final class Reports {
    private Reports() {}

    static void write(String name, String text) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "same-answers"));
            Files.writeString(directory.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
