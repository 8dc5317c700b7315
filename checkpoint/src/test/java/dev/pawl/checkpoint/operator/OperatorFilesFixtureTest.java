package dev.pawl.checkpoint.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.JsonProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that real Spark wrote come out of a round trip byte for byte. */
class OperatorFilesFixtureTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    static List<Path> metadataFiles() throws IOException {
        return files("/_metadata/(metadata|v2/[0-9]+)$");
    }

    static List<Path> schemaFiles() throws IOException {
        return files("(/_metadata/schema|/_stateSchema/default/[0-9]+_[^/.]*)$");
    }

    private static List<Path> files(String pattern) throws IOException {
        try (Stream<Path> walk = Files.walk(FIXTURES)) {
            return walk.filter(file -> file.toString().matches(".*/state/.*" + pattern))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("metadataFiles")
    void operatorMetadataRoundTrips(Path file) throws IOException, JsonProblem {
        String text = Files.readString(file, StandardCharsets.UTF_8);

        assertThat(OperatorMetadata.parse(text).format()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("schemaFiles")
    void stateSchemasRoundTrip(Path file) throws IOException, JsonProblem {
        byte[] bytes = Files.readAllBytes(file);

        assertThat(StateSchemaFile.parse(bytes).format()).isEqualTo(bytes);
    }
}
