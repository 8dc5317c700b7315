package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** JSON files with numbers, one file a batch, on their way into a Delta table; one of each file is bad and becomes a dead letter. */
final class NumbersPipeline {
    private static final StructType COLUMNS = StructType.fromDDL("id BIGINT");
    private static final int ROWS_PER_FILE = 5;
    private static final String TEXT = """
            CREATE TEMPORARY VIEW numbers (id BIGINT, name STRING) USING json OPTIONS (path '${dir}/in', maxFilesPerTrigger '1');
            CREATE STREAMING TABLE out USING delta TBLPROPERTIES ('path' = '${dir}/out', 'trigger' = '${trigger}', 'badRecords' = '${dir}/bad')
            AS SELECT id, CASE id % 5 WHEN 3 THEN raise_error(name) ELSE upper(name) END AS name FROM STREAM numbers;
            """;

    /** What holds each row up until the gate is open, so that a batch lasts as long as a test wants. */
    private static final String HELD =
            "FROM STREAM numbers WHERE reflect('" + Gate.class.getName() + "', 'pass', '${dir}/gate') = 'open'";

    private final Path directory;
    private final int files;
    private final String text;

    private NumbersPipeline(Path directory, int files, String text) {
        this.directory = directory;
        this.files = files;
        this.text = text;
    }

    static NumbersPipeline create(Path directory, int files) throws IOException {
        return create(new NumbersPipeline(directory, files, TEXT));
    }

    /** The same, but its batches wait for {@link #openGate}. */
    static NumbersPipeline createHeld(Path directory, int files) throws IOException {
        return create(new NumbersPipeline(directory, files, TEXT.replace("FROM STREAM numbers", HELD)));
    }

    private static NumbersPipeline create(NumbersPipeline pipeline) throws IOException {
        Path directory = pipeline.directory;
        Files.createDirectories(directory.resolve("in"));
        for (int file = 0; file < pipeline.files; file++) {
            StringBuilder lines = new StringBuilder();
            for (int id = file * ROWS_PER_FILE; id < (file + 1) * ROWS_PER_FILE; id++) {
                lines.append("{\"id\":" + id + ",\"name\":\"n" + id + "\"}\n");
            }
            Files.writeString(pipeline.file(file), lines);
        }
        Files.writeString(directory.resolve("pipeline.sql"), pipeline.text);
        return pipeline;
    }

    void openGate() throws IOException {
        Files.createFile(directory.resolve("gate"));
    }

    /** The input of a batch. */
    Path file(int number) {
        return directory.resolve("in").resolve(String.format(Locale.ROOT, "%05d.json", number));
    }

    String text() {
        return text;
    }

    Map<String, String> variables(String trigger) {
        return Map.of("dir", directory.toString(), "trigger", trigger);
    }

    /** The words of the command that runs it. */
    String[] words(String trigger) {
        return new String[] {
            "run",
            directory.resolve("pipeline.sql").toString(),
            "--set",
            "dir=" + directory,
            "--set",
            "trigger=" + trigger
        };
    }

    /** As a query that is started again when it fails. */
    String[] restartingWords(String trigger) {
        return Stream.concat(Stream.of(words(trigger)), Stream.of("--restart", "on-failure"))
                .toArray(String[]::new);
    }

    Path log() {
        return directory.resolve("run.log");
    }

    private Storage checkpoint() {
        return Storages.open(directory.resolve("_checkpoints/out").toString());
    }

    /** Whether the lease names a process. */
    boolean isOwnedBy(long pid) throws IOException {
        try (Storage checkpoint = checkpoint();
                InputStream lease = checkpoint.read("pawl/lease")) {
            return new String(lease.readAllBytes(), StandardCharsets.UTF_8).contains("\"pid\":" + pid + ",");
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    long lastPlanned() throws IOException {
        try (Storage checkpoint = checkpoint()) {
            return new OffsetLog(checkpoint).latest().orElse(-1);
        }
    }

    long lastCommitted() throws IOException {
        try (Storage checkpoint = checkpoint()) {
            return new CommitLog(checkpoint).latest().orElse(-1);
        }
    }

    /** Names of what a run adds when it commits. */
    Set<String> published() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Storage all = Storages.open(directory.toString())) {
            for (String place :
                    List.of("_checkpoints/out/offsets", "_checkpoints/out/commits", "out/_delta_log", "out", "bad")) {
                all.list(place).stream()
                        .filter(entry -> entry.kind() == StorageEntry.Kind.FILE)
                        .forEach(entry -> names.add(place + "/" + entry.name()));
            }
        }
        return names;
    }

    /** Every number is once in the table or among the dead letters, where it belongs, and the checkpoint is sound. */
    void checkEnd() throws IOException {
        BitSet found = new BitSet();
        int rows = 0;
        Options options =
                new Options("out", Map.of("path", directory.resolve("out").toString()));
        try (StaticSource source = new DeltaSourceFormat()
                .define(options, Optional.empty(), Pawl.outside())
                .openStatic(COLUMNS)) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        found.set(Math.toIntExact(reader.row().getLong(0)));
                        rows++;
                    }
                }
            }
        }
        assertThat(rows).isEqualTo(files * (ROWS_PER_FILE - 1));
        for (long bad : badNumbers()) {
            assertThat(bad % ROWS_PER_FILE).isEqualTo(3);
            assertThat(found.get(Math.toIntExact(bad))).as("%d", bad).isFalse();
            found.set(Math.toIntExact(bad));
            rows++;
        }
        assertThat(rows).isEqualTo(files * ROWS_PER_FILE);
        assertThat(found.cardinality()).isEqualTo(files * ROWS_PER_FILE);
        List<Finding> findings = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(checkpoint())) {
            assertThat(new Verifier(checkpoint).run(findings::add).errors())
                    .as("%s", findings)
                    .isZero();
        }
    }

    private List<Long> badNumbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory.resolve("bad"))) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".json")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    String raw = new String(
                            DeadLetter.parse(line, file.toString())
                                    .raw()
                                    .content()
                                    .orElseThrow(),
                            StandardCharsets.UTF_8);
                    numbers.add(Json.number(Json.parseObject(raw), "id"));
                }
            }
        } catch (JsonProblem e) {
            throw new AssertionError(e);
        }
        return numbers;
    }

    /** The end of what the processes said, for messages. */
    String said() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return lines.subList(Math.max(0, lines.size() - 40), lines.size()).stream()
                .collect(Collectors.joining("\n"));
    }
}
