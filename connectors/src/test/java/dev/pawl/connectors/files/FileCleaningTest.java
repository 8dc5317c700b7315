package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that were read. */
class FileCleaningTest {
    private static final StructType TEXT = StructType.fromDDL("value STRING");

    @TempDir
    private Path directory;

    private final TestOutside outside = new TestOutside();

    private void put(String name, String content, long modifiedMs) throws IOException {
        Path file = directory.resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(file, content);
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMs));
    }

    private StreamSource open(String path, String... options) {
        String[] all = Arrays.copyOf(options, options.length + 4);
        all[options.length] = "path";
        all[options.length + 1] = path;
        all[options.length + 2] = "maxFilesPerTrigger";
        all[options.length + 3] = "1";
        StreamScope scope = new StreamScope("0", TEXT, outside.storage(directory + "/cp"), "query");
        return Files.table("text", Optional.empty(), outside, all).openStream(scope);
    }

    private static Optional<SourceOffset> next(StreamSource stream, Optional<SourceOffset> start) {
        return stream.latestOffset(start, ReadLimit.BY_OPTIONS);
    }

    private List<String> files(String below) throws IOException {
        Path root = directory.resolve(below);
        if (!java.nio.file.Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = java.nio.file.Files.walk(root)) {
            return all.filter(java.nio.file.Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void filesAreDeletedWhenTheirBatchIsCommittedAndOnlyThen() throws IOException {
        put("in/a", "a", 1000);
        put("in/b", "b", 2000);
        put("in/c", "c", 3000);
        StreamSource stream = open(directory + "/in", "cleanSource", "delete");
        Optional<SourceOffset> first = next(stream, Optional.empty());
        assertThat(files("in")).containsExactly("a", "b", "c");

        // Where a batch starts, the one before is committed.
        Optional<SourceOffset> second = next(stream, first);
        assertThat(files("in")).containsExactly("b", "c");
        put("in/b", "more", 9000);
        next(stream, second);
        assertThat(files("in")).as("the new content of b was never read").containsExactly("b", "c");
    }

    @Test
    void whatACrashLeftIsCleanedByTheNextProcess() throws IOException {
        put("in/a", "a", 1000);
        put("in/b", "b", 2000);
        StreamSource crashed = open(directory + "/in", "cleanSource", "delete");
        Optional<SourceOffset> first = next(crashed, Optional.empty());
        // The process that would have cleaned after these two died before it could.
        Optional<SourceOffset> second = next(open(directory + "/in"), first);

        next(open(directory + "/in", "cleanSource", "delete"), second);
        assertThat(files("in")).isEmpty();
    }

    @Test
    void anArchiveKeepsEachFileUnderItsWholePath() throws IOException {
        String archived = "archive" + directory + "/in/x=1/";
        put("in/x=1/a", "a", 1000);
        put("in/x=1/b", "b", 2000);
        put("in/x=1/c", "c", 3000);
        put(archived + "b", "b", 5000);
        put(archived + "c", "of another day", 5000);
        StreamSource stream =
                open(directory + "/in", "cleanSource", "ARCHIVE", "sourceArchiveDir", directory + "/archive");
        Optional<SourceOffset> third = next(stream, next(stream, next(stream, Optional.empty())));
        assertThat(next(stream, third)).isEqualTo(third);

        assertThat(files("in")).as("c would replace another file").containsExactly("x=1/c");
        assertThat(files(archived)).containsExactly("a", "b", "c");
        assertThat(java.nio.file.Files.readString(directory.resolve(archived + "c")))
                .isEqualTo("of another day");
        assertThat(java.nio.file.Files.getLastModifiedTime(directory.resolve(archived + "a"))
                        .toMillis())
                .as("it was moved, not copied")
                .isEqualTo(1000);
    }

    @Test
    void anArchiveThatWouldBeReadAgainIsRefused() throws IOException {
        put("in/a", "a", 1000);
        put("x1/in/a", "a", 1000);
        String again = "lies where files would be read again, or around the source";
        for (String archive : List.of("/in", "/in/archive", "", "/in/x=1/deep")) {
            assertRefused(() -> archive(directory + "/in", directory + archive), again);
        }
        assertRefused(() -> archive(directory + "/x*/in", directory + "/x2/in/archive"), again);
        assertRefused(() -> archive(directory + "/in", "hdfs://host/archive"), "is on another storage than the source");
        archive(directory + "/x*/in", directory + "/x2/out/archive").close();
    }

    private StreamSource archive(String path, String archive) {
        return open(path, "cleanSource", "archive", "sourceArchiveDir", archive);
    }

    @Test
    void wishesThatLoseFilesAreRefused() throws IOException {
        put("in/a", "a", 1000);
        assertRefused(() -> open(directory + "/in", "cleanSource", "wash"), "must be archive, delete or off, was wash");
        assertThatThrownBy(() -> open(directory + "/in", "cleanSource", "archive"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_MISSING))
                .hasMessageContaining("Option sourceArchiveDir is missing");
        assertRefused(
                () -> open(directory + "/in", "cleanSource", "delete", "ignoreCorruptFiles", "true"),
                "files that nobody could read would be deleted. Set cleanSource to archive.");
        Files.write(Files.target("text", TEXT, List.of(), outside, "path", directory + "/results"), 0, List.of());
        assertThatThrownBy(() -> next(open(directory + "/results", "cleanSource", "delete"), Optional.empty()))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNSUPPORTED))
                .hasMessageContaining("not supported when reading from the output directory of FileStreamSink");
    }

    private static void assertRefused(ThrowingCallable attempt, String part) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_INVALID))
                .hasMessageContaining(part);
    }
}
