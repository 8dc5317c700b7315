package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import dev.pawl.engine.source.WrittenTable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStreamTest {
    private static final StructType TEXT = StructType.fromDDL("value STRING");
    private static final long DAY_MS = 24L * 60 * 60 * 1000;

    @TempDir
    Path directory;

    private final TestOutside outside = new TestOutside();

    @BeforeEach
    void makeInput() throws IOException {
        java.nio.file.Files.createDirectories(directory.resolve("in"));
    }

    /** A file with its own name in it. */
    private void put(String name, long modifiedMs) throws IOException {
        Path file = directory.resolve("in").resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(file, name + "\n");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMs));
    }

    private StreamSource open(String... options) {
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = directory + "/in";
        SourceTable table = Files.table("text", Optional.empty(), outside, all);
        Storage checkpoint = outside.storage(directory + "/cp");
        return table.openStream(new StreamScope("0", TEXT, checkpoint, "query"));
    }

    private static Optional<SourceOffset> offset(long id) {
        return Optional.of(new SourceOffset("{\"logOffset\":" + id + "}"));
    }

    private static List<String> batch(StreamSource stream, long afterId, long upToId) throws IOException {
        Optional<SourceOffset> start = afterId < 0 ? Optional.empty() : offset(afterId);
        return Files.rows(stream.splits(start, offset(upToId).orElseThrow()), TEXT);
    }

    private String log(String name) throws IOException {
        return java.nio.file.Files.readString(directory.resolve("cp/sources/0/" + name));
    }

    @Test
    void takesFilesOldestFirstAndWritesThemDown() throws IOException {
        put("b ä.txt", 1000);
        put("a.txt", 2000);
        put("c.txt", 3000);
        StreamSource stream = open("maxFilesPerTrigger", "2");

        assertThat(stream.initialOffset()).isEmpty();
        assertThat(stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEqualTo(offset(0));
        assertThat(log("0"))
                .isEqualTo("v1\n{\"path\":\"file://" + directory
                        + "/in/b%20ä.txt\",\"timestamp\":1000,\"batchId\":0}\n{\"path\":\"file://" + directory
                        + "/in/a.txt\",\"timestamp\":2000,\"batchId\":0}");
        assertThat(batch(stream, -1, 0)).containsExactly("a.txt", "b ä.txt");
        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, 0, 1)).containsExactly("c.txt");
        assertThat(stream.latestOffset(offset(1), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, -1, 1)).containsExactly("a.txt", "b ä.txt", "c.txt");
    }

    @Test
    void withoutAnyFileThereIsNoOffset() {
        assertThat(open().latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEmpty();
    }

    @Test
    void aRestartKnowsWhatWasTaken() throws IOException {
        put("a.txt", 1000);
        open().latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        put("b.txt", 2000);

        StreamSource stream = open();
        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, 0, 1)).containsExactly("b.txt");
        assertThat(batch(stream, -1, 0)).containsExactly("a.txt");
    }

    @Test
    void anEntryWhoseOffsetWasNeverRecordedComesWithWhatIsNew() throws IOException {
        put("a.txt", 1000);
        open().latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        put("b.txt", 2000);

        StreamSource stream = open();
        assertThat(stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, -1, 1)).containsExactly("a.txt", "b.txt");
        assertThat(open().latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
    }

    @Test
    void takesNothingOnWhenTheEndOfItsLogIsLost() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 2000);
        StreamSource before = open("maxFilesPerTrigger", "1");
        before.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        before.latestOffset(offset(0), ReadLimit.BY_OPTIONS);
        put("c.txt", 3000);
        java.nio.file.Files.delete(directory.resolve("cp/sources/0/1"));

        assertLogLost("ends with entry 0");
        java.nio.file.Files.delete(directory.resolve("cp/sources/0/0"));
        assertLogLost("is empty");
    }

    private void assertLogLost(String end) {
        StreamSource stream = open();
        assertThatThrownBy(() -> stream.latestOffset(offset(1), ReadLimit.BY_OPTIONS))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_LOG_CORRUPT))
                .hasMessageContaining("committed up to entry 1 of its log " + directory + "/cp/sources/0")
                .hasMessageContaining(end);
    }

    @Test
    void theEndCanBePinned() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 2000);
        StreamSource stream = open("maxFilesPerTrigger", "1");
        stream.pinEnd();
        put("c.txt", 500);

        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS);
        assertThat(stream.latestOffset(offset(1), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, -1, 1)).containsExactly("a.txt", "b.txt");
    }

    @Test
    void latestFirst() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 2000 + 30 * DAY_MS);
        StreamSource stream = open("maxFilesPerTrigger", "1", "latestFirst", "true");

        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        assertThat(batch(stream, -1, 0)).containsExactly("b.txt");
        stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS);
        assertThat(batch(stream, 0, 1)).containsExactly("a.txt");
    }

    @Test
    void filesMuchOlderThanTheNewestSeenArePassedOver() throws IOException {
        put("a.txt", 30 * DAY_MS);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        put("old.txt", 20 * DAY_MS);
        put("young.txt", 25 * DAY_MS);

        stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS);
        assertThat(batch(stream, 0, 1)).containsExactly("young.txt");
    }

    @Test
    void aBatchMayBeLimitedByBytes() throws IOException {
        put("aaa.txt", 1000);
        put("bbb.txt", 2000);
        put("ccc.txt", 3000);
        StreamSource stream = open("maxBytesPerTrigger", "16");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        assertThat(batch(stream, -1, 0)).containsExactly("aaa.txt", "bbb.txt");

        StreamSource once = open("maxBytesPerTrigger", "1");
        assertThat(once.latestOffset(offset(0), ReadLimit.NONE)).isEqualTo(offset(1));
        assertThat(batch(once, 0, 1)).containsExactly("ccc.txt");
    }

    @Test
    void theNameAloneMayTellFilesApart() throws IOException {
        put("x=1/a.txt", 1000);
        StreamSource stream = open("fileNameOnly", "true", "recursiveFileLookup", "true");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        put("x=2/a.txt", 2000);
        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(0));
    }

    @Test
    void aFileThatIsGoneIsAnErrorUnlessMissingFilesAreIgnored() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 2000);
        open().latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        java.nio.file.Files.delete(directory.resolve("in/a.txt"));

        assertThatThrownBy(() -> batch(open(), -1, 0))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_EXIST))
                .hasMessageContaining("ignoreMissingFiles");
        assertThat(batch(open("ignoreMissingFiles", "true"), -1, 0)).containsExactly("b.txt");
    }

    @Test
    void aFileThatWasChangedIsAnErrorUnlessChangesAreIgnored() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 2000);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        put("a.txt", 3000);

        for (StreamSource any : List.of(stream, open())) {
            assertThatThrownBy(() -> batch(any, -1, 0))
                    .isInstanceOfSatisfying(PawlException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.FILE_CHANGED);
                        assertThat(e.code().remedy()).contains("set option ignoreChangedFiles to true");
                    })
                    .hasMessageContaining(
                            "in/a.txt was changed after it was taken: it was modified 1970-01-01T00:00:01Z")
                    .hasMessageContaining("and is now modified 1970-01-01T00:00:03Z with 6 bytes.");
        }
        assertThat(batch(open("ignoreChangedFiles", "true"), -1, 0)).containsExactly("a.txt", "b.txt");
    }

    @Test
    void aFileThatGrowsWithoutANewTimeIsChangedToo() throws IOException {
        put("a.txt", 1000);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        Path file = directory.resolve("in/a.txt");
        java.nio.file.Files.writeString(file, "longer than before");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(1000));

        assertThatThrownBy(() -> batch(stream, -1, 0)).hasMessageContaining("FILE_CHANGED");
    }

    @Test
    void aFileThatIsChangedWhileItIsReadIsAnError() throws IOException {
        put("a.txt", 1000);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        try (RowReader reader =
                stream.splits(Optional.empty(), offset(0).orElseThrow()).get(0).open()) {
            assertThat(reader.next()).isTrue();
            put("a.txt", 2000);
            assertThatThrownBy(reader::next).hasMessageContaining("FILE_CHANGED");
        }
    }

    @Test
    void aListingThatLagsLosesNothing() throws IOException {
        for (int i = 0; i < 8; i++) {
            put("a" + i + ".txt", 10_000 + i);
        }
        StreamSource stream = open("maxFilesPerTrigger", "3");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        // Older than those that were taken, and than those that wait from the first listing.
        put("late.txt", 5000);
        for (int id = 0; id < 3; id++) {
            stream.latestOffset(offset(id), ReadLimit.BY_OPTIONS);
        }
        assertThat(batch(stream, -1, 3)).hasSize(9).contains("late.txt");
        assertThat(stream.latestOffset(offset(3), ReadLimit.BY_OPTIONS)).isEqualTo(offset(3));

        put("later.txt", 4000);
        assertThat(open().latestOffset(offset(3), ReadLimit.BY_OPTIONS)).isEqualTo(offset(4));
    }

    @Test
    void timesOfChangeAreNoOptionsOfStreams() throws IOException {
        put("a.txt", 1000);
        assertThatThrownBy(() -> open("modifiedBefore", "2024-01-01T00:00:00"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNSUPPORTED))
                .hasMessageContaining("not allowed in file stream sources");
    }

    @Test
    void theResultsOfAnotherQueryAreReadThroughTheirLog() throws IOException {
        Files.write(
                Files.target("text", TEXT, List.of(), outside, "path", directory + "/in"),
                0,
                List.of(new GenericInternalRow(new Object[] {UTF8String.fromString("result")})));
        put("part-left-by-a-failed-attempt.txt", 1000);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);

        assertThat(batch(stream, -1, 0)).containsExactly("result");
        // The log has times of its own, also for a restart that begins with an old batch.
        assertThat(batch(open(), -1, 0)).containsExactly("result");
    }

    @Test
    void thousandsOfFilesAndTheLogIsCompacted() throws IOException {
        int files = 2500;
        for (int i = 0; i < files; i++) {
            put(String.format("%04d.txt", i), 1000 + i);
        }
        StreamSource stream = open("maxFilesPerTrigger", "100");
        Optional<SourceOffset> end = Optional.empty();
        long id = -1;
        int rows = 0;
        while (true) {
            Optional<SourceOffset> next = stream.latestOffset(end, ReadLimit.BY_OPTIONS);
            if (next.equals(end)) {
                break;
            }
            rows += batch(stream, id, id + 1).size();
            id++;
            end = next;
            stream.committed(next.orElseThrow());
            if (id == 12) {
                stream.close();
                stream = open("maxFilesPerTrigger", "100");
            }
        }
        assertThat(rows).isEqualTo(files);
        assertThat(id).isEqualTo(24);
        assertThat(log("19.compact").lines().count()).isEqualTo(2001);
        // Small files share a split: a task for each would cost more than reading them.
        assertThat(stream.splits(offset(23), offset(24).orElseThrow()).size()).isLessThanOrEqualTo(20);
    }

    @Test
    void anOffsetOfAnotherSourceIsNamed() {
        assertThatThrownBy(() -> open().splits(Optional.empty(), new SourceOffset("{\"topic\":1}")))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_LOG_CORRUPT))
                .hasMessageContaining("logOffset");
    }

    @Test
    void ofABatchThatIsBeingWrittenNothingIsReadUntilItIsCommitted() throws IOException {
        StreamSink sink = Files.target("text", TEXT, List.of(), outside, "path", directory + "/in");
        StreamSource early = open();
        SinkBatch batch = sink.begin(0);
        RowWriter writer = batch.writer(0, 0);
        writer.write(new GenericInternalRow(new Object[] {UTF8String.fromString("result")}));
        WrittenPart part = writer.finish();
        assertThat(directory.resolve("in")).isDirectoryContaining("glob:**part-*");

        assertThat(early.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEmpty();
        assertThat(Files.rows(Files.table("text", Optional.empty(), outside, "path", directory + "/in")))
                .isEmpty();
        batch.commit(List.of(part));

        assertThat(early.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEqualTo(offset(0));
        assertThat(batch(early, -1, 0)).containsExactly("result");
    }

    /** What tells them apart from columns of files is the statement, not the first listing. */
    @Test
    void aTargetIsReadBackWithItsPartitionsBeforeItHasAny() throws IOException {
        StructType columns = StructType.fromDDL("k STRING, v INT");
        WrittenTable written = new WrittenTable(Files.options("path", directory + "/new"), columns, List.of("K"));
        StreamSource stream = Files.source("json")
                .readBack(written, outside)
                .orElseThrow()
                .table()
                .get()
                .openStream(new StreamScope("0", columns, outside.storage(directory + "/cp"), "query"));
        assertThat(stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEmpty();
        StreamSink sink = Files.target("json", columns, List.of("K"), outside, "path", directory + "/new");
        Files.write(sink, 0, List.of(new GenericInternalRow(new Object[] {UTF8String.fromString("a"), 1})));

        assertThat(stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS)).isEqualTo(offset(0));
        assertThat(Files.rows(stream.splits(Optional.empty(), offset(0).orElseThrow()), columns))
                .containsExactly("a|1");
    }

    @Test
    void columnsOfDirectoriesThatComeLaterAreColumnsToo() throws IOException {
        StructType columns = StructType.fromDDL("k STRING, v INT");
        SourceTable table = Files.table("json", Optional.of("k STRING, v INT"), outside, "path", directory + "/in");
        StreamSource stream =
                table.openStream(new StreamScope("0", columns, outside.storage(directory + "/cp"), "query"));
        Path file = directory.resolve("in/k=01/1.json");
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(file, "{\"v\":1}\n");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);

        assertThat(Files.rows(stream.splits(Optional.empty(), offset(0).orElseThrow()), columns))
                .containsExactly("01|1");
        assertThat(Files.rows(table)).containsExactly("01|1");
    }

    @Test
    void anEmptyFileIsTakenOnceSomethingIsInIt() throws IOException {
        Path file = directory.resolve("in/a.txt");
        java.nio.file.Files.createFile(file);
        put("b.txt", 1000);
        StreamSource stream = open();
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        assertThat(batch(stream, -1, 0)).containsExactly("b.txt");
        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(0));
        java.nio.file.Files.writeString(file, "late");

        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, 0, 1)).containsExactly("late");
    }

    @Test
    void aFileThatWaitedIsTakenAsItIsWhenItsTurnComes() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            put(name + ".txt", 1000);
        }
        StreamSource stream = open("maxFilesPerTrigger", "1");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        java.nio.file.Files.delete(directory.resolve("in/b.txt"));
        Path changed = directory.resolve("in/c.txt");
        java.nio.file.Files.writeString(changed, "c as it is now");
        java.nio.file.Files.setLastModifiedTime(changed, FileTime.fromMillis(1500));

        assertThat(stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS)).isEqualTo(offset(1));
        assertThat(batch(stream, 0, 1)).containsExactly("c as it is now");
        java.nio.file.Files.delete(directory.resolve("in/d.txt"));
        put("e.txt", 2000);
        assertThat(stream.latestOffset(offset(1), ReadLimit.BY_OPTIONS)).isEqualTo(offset(2));
        assertThat(batch(stream, 1, 2)).containsExactly("e.txt");
    }

    /** The batch before is told to be committed when the next one has its files. */
    @Test
    void sizesOfTheNextBatchOutliveTheCommitOfTheOneBefore() throws IOException {
        put("a.txt", 1000);
        put("b.txt", 1000);
        StreamSource stream = open("maxFilesPerTrigger", "1");
        stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        stream.latestOffset(offset(0), ReadLimit.BY_OPTIONS);
        stream.committed(offset(0).orElseThrow());
        Path file = directory.resolve("in/b.txt");
        java.nio.file.Files.writeString(file, "longer than before");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(1000));

        assertThatThrownBy(() -> batch(stream, 0, 1)).hasMessageContaining("FILE_CHANGED");
    }
}
