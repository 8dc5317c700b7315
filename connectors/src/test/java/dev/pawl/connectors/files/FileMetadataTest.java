package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hidden column {@code _metadata} in queries. */
class FileMetadataTest {
    @TempDir
    private Path directory;

    private void put(String name) throws IOException {
        Path file = directory.resolve("in").resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(file, "{\"k\":\"v\"}\n");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(1234));
    }

    private List<String> run(String columns, String query) throws InterruptedException, IOException {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("CREATE TEMPORARY VIEW t (" + columns + ") USING json OPTIONS (path '" + directory + "/in')");
            pawl.sql("CREATE STREAMING TABLE o USING json TBLPROPERTIES ('path' = '" + directory
                            + "/out', 'trigger' = 'once') AS " + query)
                    .get(0)
                    .awaitTermination();
        }
        try (Stream<Path> files = java.nio.file.Files.list(directory.resolve("out"))) {
            Path file = files.filter(each -> each.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            return java.nio.file.Files.readAllLines(file);
        }
    }

    @Test
    void rowsKnowTheirFiles() throws IOException, InterruptedException {
        put("day=2024-01-01/a b.json");

        assertThat(run(
                        "k STRING",
                        "SELECT *, _metadata.file_name AS name, _metadata AS all FROM STREAM t"
                                + " WHERE _metadata.file_size = 10"))
                .containsExactly(
                        "{\"k\":\"v\",\"day\":\"2024-01-01\",\"name\":\"a%20b.json\",\"all\":{\"file_path\":\"file://"
                                + directory
                                + "/in/day=2024-01-01/a%20b.json\",\"file_name\":\"a%20b.json\",\"file_size\":10,"
                                + "\"file_block_start\":0,\"file_block_length\":10,"
                                + "\"file_modification_time\":\"1970-01-01T00:00:01.234Z\"}}");
    }

    @Test
    void aColumnOfThatNameHidesIt() throws IOException, InterruptedException {
        put("a.json");

        assertThat(run("k STRING, _metadata STRING", "SELECT k, coalesce(_metadata, 'none') AS m FROM STREAM t"))
                .containsExactly("{\"k\":\"v\",\"m\":\"none\"}");
    }

    @Test
    void whatIsNotInItIsAnError() throws IOException {
        put("a.json");

        assertThatThrownBy(() -> run("k STRING", "SELECT _metadata.row_index FROM STREAM t"))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("row_index");
    }
}
