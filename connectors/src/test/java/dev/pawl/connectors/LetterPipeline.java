package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.delta.DeltaSourceFormat;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.deadletter.DeadLetter;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.run.QueryProgress;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Queries in a directory: what they read is in {@code in}, what they write in {@code out}, what they cannot take in {@code bad}. */
final class LetterPipeline implements AutoCloseable {
    private final Path directory;
    private final Pawl pawl = Pawl.local();

    LetterPipeline(Path directory) {
        this.directory = directory;
    }

    Pawl pawl() {
        return pawl;
    }

    void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Runs a query to its end: the last of a pipeline, in which {@code $} is the directory. */
    QueryProgress run(String pipeline) {
        return await(pawl.start(plan(pipeline)));
    }

    /** Feeds back what the query of a pipeline could not take. */
    Optional<QueryProgress> replay(String pipeline) {
        StreamingQuery query = pawl.start(pawl.replay(plan(pipeline)));
        awaitEnd(query);
        return query.lastProgress();
    }

    QueryPlan plan(String pipeline) {
        List<QueryPlan> plans =
                pawl.compile(Pipeline.parse("p.sql", pipeline.replace("$", directory.toString()), Map.of(), Map.of()));
        return plans.get(plans.size() - 1);
    }

    private static QueryProgress await(StreamingQuery query) {
        awaitEnd(query);
        return query.lastProgress().orElseThrow();
    }

    private static void awaitEnd(StreamingQuery query) {
        try {
            query.awaitTermination();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a query fails with. */
    PawlException failure(String pipeline, ErrorCode code) {
        try {
            run(pipeline);
        } catch (PawlException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            return e;
        }
        throw new AssertionError("the query did not fail: " + pipeline);
    }

    /** The rows of the Delta table {@code out}, as text, sorted; none if it is not there. */
    List<String> rows(String ddl) throws IOException {
        if (!Files.exists(directory.resolve("out/_delta_log"))) {
            return List.of();
        }
        StructType columns = StructType.fromDDL(ddl);
        Options options =
                new Options("out", Map.of("path", directory.resolve("out").toString()));
        List<String> rows = new ArrayList<>();
        try (StaticSource source = new DeltaSourceFormat()
                .define(options, Optional.empty(), Pawl.outside())
                .openStatic(columns)) {
            for (Split split : source.splits()) {
                try (RowReader reader = split.open()) {
                    while (reader.next()) {
                        rows.add(text(reader.row(), columns));
                    }
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String text(InternalRow row, StructType columns) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            text.append(i == 0 ? "" : " ").append(row.get(i, columns.apply(i).dataType()));
        }
        return text.toString();
    }

    /** All dead letters, file by file. */
    List<DeadLetter> letters() throws IOException {
        List<DeadLetter> letters = new ArrayList<>();
        for (Path file : letterFiles()) {
            for (String line : Files.readAllLines(file)) {
                letters.add(DeadLetter.parse(line, file.toString()));
            }
        }
        return letters;
    }

    /** What they say of the records: position, error and raw form. */
    List<String> letterTexts() throws IOException {
        return letters().stream()
                .map(letter -> letter.position().replace(directory.toString(), "$") + " " + letter.errorClass() + " "
                        + letter.raw().content().map(String::new).orElse("-"))
                .sorted()
                .toList();
    }

    List<Path> letterFiles() throws IOException {
        if (!Files.exists(directory.resolve("bad"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.resolve("bad"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public void close() {
        pawl.close();
    }
}
