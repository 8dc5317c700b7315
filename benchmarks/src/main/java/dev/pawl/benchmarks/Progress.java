package dev.pawl.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A batch that had records, as the engine reports it.
 *
 * @param start when it was triggered
 * @param millis its {@code triggerExecution}
 */
record Progress(Instant start, long records, long millis) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those of a file of lines, of which the last may be incomplete. */
    static List<Progress> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("{") && line.endsWith("}"))
                    .map(Progress::parse)
                    .filter(progress -> progress.records > 0)
                    .toList();
        }
    }

    private static Progress parse(String line) {
        try {
            JsonNode progress = JSON.readTree(line);
            return new Progress(
                    Instant.parse(progress.path("timestamp").asText()),
                    progress.path("numInputRows").asLong(),
                    progress.path("durationMs").path("triggerExecution").asLong());
        } catch (IOException e) {
            throw new IllegalStateException("no progress: " + line, e);
        }
    }
}
