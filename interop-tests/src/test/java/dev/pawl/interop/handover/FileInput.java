package dev.pawl.interop.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A directory that gets two files a chunk, which are one batch. */
record FileInput(Kind kind, Path directory, SparkSession spark) implements Input {
    private static final int FILES = 2;
    private static final int ROWS = 2;

    /** Files are taken in the order of their modification time; this is the time of the first. */
    private static final long FIRST_MILLIS = 1_704_067_200_000L;

    @Override
    public String format() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new TreeMap<>();
        options.put("path", directory.toString());
        options.put("maxFilesPerTrigger", Integer.toString(FILES));
        if (kind == Kind.CSV) {
            options.put("header", "true");
        }
        return options;
    }

    @Override
    public String columns() {
        return kind == Kind.TEXT ? "value STRING" : "id BIGINT, name STRING";
    }

    @Override
    public String select() {
        return kind == Kind.TEXT
                ? "SELECT CAST(split(value, ',')[0] AS BIGINT) AS id, upper(split(value, ',')[1]) AS name FROM STREAM input"
                : "SELECT id, upper(name) AS name FROM STREAM input";
    }

    @Override
    public void add(int chunk) throws IOException {
        Files.createDirectories(directory);
        for (int file = 0; file < FILES; file++) {
            int number = chunk * FILES + file;
            // Names with what must be encoded in a URI.
            Path path = directory.resolve("part " + number + "%." + format());
            write(path, number);
            Files.setLastModifiedTime(path, FileTime.fromMillis(FIRST_MILLIS + number * 1000L));
        }
    }

    private void write(Path path, int number) throws IOException {
        List<Integer> ids =
                IntStream.range(number * ROWS, (number + 1) * ROWS).boxed().toList();
        switch (kind) {
            case JSON -> Files.write(path, lines(ids, "{\"id\":%d,\"name\":\"n%d\"}"));
            case CSV ->
                Files.write(
                        path,
                        Stream.concat(Stream.of("id,name"), lines(ids, "%d,n%d").stream())
                                .toList());
            case TEXT -> Files.write(path, lines(ids, "%d,n%d"));
            case PARQUET -> writeParquet(path, ids);
            default -> throw new IllegalStateException("no files of " + kind);
        }
    }

    private static List<String> lines(List<Integer> ids, String form) {
        return ids.stream().map(id -> form.formatted(id, id)).toList();
    }

    private void writeParquet(Path path, List<Integer> ids) throws IOException {
        Path written = directory.resolveSibling("parquet-" + ids.get(0));
        spark.range(ids.get(0), ids.get(0) + ids.size(), 1, 1)
                .selectExpr("id", "concat('n', id) AS name")
                .write()
                .parquet(written.toString());
        try (Stream<Path> files = Files.list(written)) {
            Path part = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.move(part, path);
        }
    }
}
