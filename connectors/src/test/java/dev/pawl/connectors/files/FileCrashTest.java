package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Files to files with the protocol of a query: whatever crashes, each row is a result exactly once. */
class FileCrashTest {
    private static final StructType COLUMNS = StructType.fromDDL("k STRING, v INT");
    private static final int FILES = 3;
    private static final int ROWS_PER_FILE = 2;

    /** Names go on from process to process, as random ones do. */
    private static final AtomicLong PROCESSES = new AtomicLong();

    @Test
    void filesThatAreArchivedSurviveACrashBeforeEveryStep() {
        String[] options = {"cleanSource", "archive", "sourceArchiveDir", "/archive"};
        assertThat(matrix("json", options)).isGreaterThan(300);
    }

    @Test
    void filesThatAreDeletedSurviveACrashBeforeEveryStep() {
        assertThat(matrix("parquet", "cleanSource", "delete")).isGreaterThan(300);
    }

    private static int matrix(String format, String... options) {
        CrashMatrix.Run run = (storage, promises) -> runToTheEnd(format, storage, promises, options);
        return CrashMatrix.run(1, CrashMatrix.Effort.SAMPLED, run, run, (storage, promises) -> {
            check(format, storage, promises);
            checkInput(storage, options);
        });
    }

    /** All batches are cleaned, and a file is in one of its places. */
    private static void checkInput(Storage storage, String... options) throws IOException {
        List<String> in = names(storage, "in");
        assertThat(in).isEmpty();
        List<String> archived = names(storage, "archive/in");
        assertThat(archived).isEqualTo(options.length == 2 ? List.of() : List.of("0.json", "1.json", "2.json"));
    }

    private static List<String> names(Storage storage, String directory) throws IOException {
        return storage.list(directory).stream()
                .map(StorageEntry::name)
                .filter(name -> !name.startsWith("."))
                .toList();
    }

    private static void runToTheEnd(String format, Storage storage, Set<String> promises, String... more)
            throws IOException {
        putInput(storage);
        String process = "p" + PROCESSES.incrementAndGet() + "-";
        TestOutside names = new TestOutside();
        TestOutside outside = new TestOutside(location -> new BelowStorage(storage, location.replaceFirst("^/", ""))) {
            @Override
            public java.util.function.Supplier<String> uniqueNames() {
                return () -> process + names.uniqueNames().get();
            }
        };
        List<String> options = new ArrayList<>(List.of("path", "/in", "maxFilesPerTrigger", "2"));
        options.addAll(List.of(more));
        SourceTable table = Files.table("json", Optional.of(COLUMNS.toDDL()), outside, options.toArray(String[]::new));
        Storage checkpoint = outside.storage("/cp");
        try (StreamSource source = table.openStream(new StreamScope("0", COLUMNS, checkpoint, "query"));
                StreamSink sink = Files.target(format, COLUMNS, List.of(), outside, "path", "/out")) {
            for (long batchId = 0; ; batchId++) {
                Optional<SourceOffset> start = batchId == 0 ? Optional.empty() : read(checkpoint, batchId - 1);
                Optional<SourceOffset> end = read(checkpoint, batchId);
                if (end.isEmpty()) {
                    end = source.latestOffset(start, ReadLimit.BY_OPTIONS);
                    if (end.equals(start)) {
                        return;
                    }
                    String text = end.orElseThrow().text();
                    checkpoint.createNew("offsets/" + batchId, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
                    if (start.isPresent()) {
                        source.committed(start.get());
                    }
                }
                run(source, sink, batchId, start, end.orElseThrow());
                promises.add("batch " + batchId);
            }
        }
    }

    private static void putInput(Storage storage) throws IOException {
        // A file that was cleaned is not put there again.
        List<String> done = names(storage, "put");
        List<String> there = names(storage, "in");
        for (int i = 0; i < FILES; i++) {
            String mark = "put/" + i;
            if (done.contains(String.valueOf(i))) {
                continue;
            }
            if (there.contains(i + ".json")) {
                storage.createNew(mark, out -> {});
                continue;
            }
            StringBuilder content = new StringBuilder();
            for (int j = 0; j < ROWS_PER_FILE; j++) {
                content.append("{\"k\":\"f")
                        .append(i)
                        .append("\",\"v\":")
                        .append(j)
                        .append("}\n");
            }
            storage.createNew(
                    "in/" + i + ".json", out -> out.write(content.toString().getBytes(StandardCharsets.UTF_8)));
            storage.createNew(mark, out -> {});
        }
    }

    private static void run(
            StreamSource source, StreamSink sink, long batchId, Optional<SourceOffset> start, SourceOffset end)
            throws IOException {
        if (sink.isCommitted(batchId)) {
            return;
        }
        SinkBatch batch = sink.begin(batchId);
        List<WrittenPart> parts = new ArrayList<>();
        int task = 0;
        for (Split split : source.splits(start, end)) {
            RowWriter writer = batch.writer(task++, 0);
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    writer.write(reader.row());
                }
            }
            parts.add(writer.finish());
        }
        batch.commit(parts);
    }

    private static Optional<SourceOffset> read(Storage checkpoint, long batchId) throws IOException {
        try (InputStream in = checkpoint.read("offsets/" + batchId)) {
            return Optional.of(new SourceOffset(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void check(String format, Storage storage, Set<String> promises) throws IOException {
        TestOutside outside = new TestOutside(location -> new BelowStorage(storage, location.replaceFirst("^/", "")));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            for (int j = 0; j < ROWS_PER_FILE; j++) {
                expected.add("f" + i + "|" + j);
            }
        }
        assertThat(Files.rows(Files.table(format, Optional.of(COLUMNS.toDDL()), outside, "path", "/out")))
                .isEqualTo(expected);
        assertThat(promises).isNotEmpty();
    }
}
