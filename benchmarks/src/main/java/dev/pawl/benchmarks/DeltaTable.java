package dev.pawl.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Counts the rows of a table without either engine: the files its log names, and what the footer of each says. */
final class DeltaTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DeltaTable() {}

    /** 0 for a table that was never made. */
    static long rows(Path table) throws IOException {
        long rows = 0;
        for (String file : files(table)) {
            rows += rowsOfFile(table.resolve(file));
        }
        return rows;
    }

    /** All commits are there: a table this young has no log to be cleaned up. */
    private static Set<String> files(Path table) throws IOException {
        Path log = table.resolve("_delta_log");
        if (!Files.exists(log)) {
            return Set.of();
        }
        List<Path> commits;
        try (Stream<Path> entries = Files.list(log)) {
            commits = entries.filter(entry -> entry.getFileName().toString().matches("\\d+\\.json"))
                    .sorted()
                    .toList();
        }
        Set<String> files = new LinkedHashSet<>();
        for (Path commit : commits) {
            for (String line : Files.readAllLines(commit)) {
                JsonNode action = JSON.readTree(line);
                if (action.has("add")) {
                    files.add(action.path("add").path("path").asText());
                } else if (action.has("remove")) {
                    files.remove(action.path("remove").path("path").asText());
                }
            }
        }
        return files;
    }

    private static long rowsOfFile(Path file) throws IOException {
        Configuration configuration = new Configuration(false);
        HadoopInputFile input = HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), configuration);
        try (ParquetFileReader reader = ParquetFileReader.open(input)) {
            return reader.getRecordCount();
        }
    }
}
