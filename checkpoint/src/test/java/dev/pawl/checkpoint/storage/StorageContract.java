package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every storage keeps to; an implementation names a storage that is empty at the start of each test. */
interface StorageContract {
    Storage storage();

    @Test
    default void whatWasWrittenIsReadBack() throws IOException {
        storage().createNew("offsets/0", Content.of("zero"));

        assertThat(text("offsets/0")).isEqualTo("zero");
    }

    @Test
    default void aListingTellsNamesKindsAndSizes() throws IOException {
        storage().createNew("state/0/1.delta", Content.of("12345"));
        storage().createNew("metadata", Content.of(""));

        List<StorageEntry> root = storage().list("");
        assertThat(root).extracting(StorageEntry::name).containsExactly("metadata", "state");
        assertThat(root).extracting(StorageEntry::isFile).containsExactly(true, false);
        assertThat(root).extracting(StorageEntry::isDirectory).containsExactly(false, true);
        assertThat(root).extracting(StorageEntry::size).containsExactly(0L, 0L);
        StorageEntry delta = storage().list("state/0").get(0);
        assertThat(delta.size()).isEqualTo(5);
        assertThat(delta.modifiedMillis()).isPositive();
    }

    @Test
    default void oneNameIsFoundWithoutAListing() throws IOException {
        storage().createNew("d/one", Content.of("12345"));

        assertThat(storage().find("d/one"))
                .hasValueSatisfying(entry -> assertThat(entry).isEqualTo(entryOf("d", "one")));
        assertThat(storage().find("d"))
                .hasValueSatisfying(entry -> assertThat(entry.isDirectory()).isTrue());
        assertThat(storage().find("d/two")).isEmpty();
        assertThat(storage().find("nowhere/two")).isEmpty();
    }

    private StorageEntry entryOf(String directory, String name) {
        try {
            return storage().list(directory).stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    default void aFileMovesToANameThatIsFree() throws IOException {
        storage().createNew("in/1", Content.of("one"));
        storage().createNew("in/2", Content.of("two"));

        storage().moveTo("in/1", storage(), "archive/day/1");
        assertThat(text("archive/day/1")).isEqualTo("one");
        assertThat(names("in")).containsExactly("2");
        assertThatThrownBy(() -> storage().moveTo("in/2", storage(), "archive/day/1"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text("in/2")).isEqualTo("two");
        assertThat(text("archive/day/1")).isEqualTo("one");
        assertThatThrownBy(() -> storage().moveTo("in/1", storage(), "archive/day/3"))
                .isInstanceOf(IOException.class);
        assertThat(names("archive/day")).containsExactly("1");
    }

    @Test
    default void aListingIsSortedAndHoldsNoTemporaryFile() throws IOException {
        for (String name : List.of("b", "10", "a", "9")) {
            storage().createNew("d/" + name, Content.of(name));
            storage().replace("d/" + name, Content.of(name + name));
        }

        assertThat(names("d")).containsExactly("10", "9", "a", "b");
    }

    @Test
    default void aFileWrittenPieceByPieceIsThereWhenPublished() throws IOException {
        try (FileOutput out = storage().create("d/part")) {
            out.write(new byte[] {'a', 'b', 'c'}, 1, 2);
            out.write('d');
            assertThat(out.position()).isEqualTo(3);
            out.publish();
        }

        assertThat(text("d/part")).isEqualTo("bcd");
        assertThat(names("d")).containsExactly("part");
    }

    @Test
    default void aFileThatIsNotPublishedIsThrownAway() throws IOException {
        try (FileOutput out = storage().create("d/part")) {
            out.write('d');
        }

        assertThat(names("d")).isEmpty();
    }

    @Test
    default void aMissingDirectoryIsEmpty() throws IOException {
        assertThat(storage().list("")).isEmpty();
        assertThat(storage().list("state/7")).isEmpty();
    }

    @Test
    default void aFileIsNoDirectory() throws IOException {
        storage().createNew("metadata", Content.of("x"));

        assertThatThrownBy(() -> storage().list("metadata")).isInstanceOf(IOException.class);
    }

    @Test
    default void aMissingFileIsNamed() {
        assertThatThrownBy(() -> storage().read("offsets/0").close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("offsets/0");
        assertThatThrownBy(() -> storage().open("offsets/0").close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("offsets/0");
    }

    @Test
    default void aDirectoryIsNoFile() throws IOException {
        storage().createNew("offsets/0", Content.of("x"));

        assertThatThrownBy(() -> storage().read("offsets").close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("offsets");
        assertThatThrownBy(() -> storage().open("offsets").close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("offsets");
    }

    @Test
    default void theSecondWriterLoses() throws IOException {
        storage().createNew("offsets/0", Content.of("first"));

        assertThatThrownBy(() -> storage().createNew("offsets/0", Content.of("second")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("offsets/0");
        assertThat(text("offsets/0")).isEqualTo("first");
        assertThat(names("offsets")).containsExactly("0");
    }

    @Test
    default void replaceWritesOverAnOlderFileOrNone() throws IOException {
        storage().replace("state/1.delta", Content.of("a long first attempt"));
        storage().replace("state/1.delta", Content.of("second"));

        assertThat(text("state/1.delta")).isEqualTo("second");
    }

    @Test
    default void aDeletedNameIsFreeAgain() throws IOException {
        storage().createNew("offsets/0", Content.of("first"));
        storage().delete("offsets/0");
        assertThat(names("offsets")).isEmpty();

        storage().createNew("offsets/0", Content.of("second"));
        assertThat(text("offsets/0")).isEqualTo("second");
    }

    @Test
    default void deletingWhatIsNotThereIsNoError() throws IOException {
        storage().delete("metadata");
        storage().delete("offsets/0");
        storage().createNew("offsets/1", Content.of("x"));
        storage().delete("offsets/0");

        assertThat(names("offsets")).containsExactly("1");
    }

    @Test
    default void aDirectoryIsNotDeleted() throws IOException {
        storage().createNew("offsets/0", Content.of("x"));

        assertThatThrownBy(() -> storage().delete("offsets")).isInstanceOf(IOException.class);
        assertThat(text("offsets/0")).isEqualTo("x");
    }

    @Test
    default void contentThatFailsIsNotPublished() throws IOException {
        storage().createNew("d/old", Content.of("old"));
        IOException failure = new IOException("no more input");
        Content failing = out -> {
            out.write(new byte[100_000]);
            throw failure;
        };

        assertThatThrownBy(() -> storage().createNew("d/new", failing)).isSameAs(failure);
        assertThatThrownBy(() -> storage().replace("d/old", failing)).isSameAs(failure);
        assertThatThrownBy(() -> storage().replace("d/old", out -> {
                    out.write(1);
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(names("d")).containsExactly("old");
        assertThat(text("d/old")).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", "./a", "a\0b"})
    default void aPathThatLeadsElsewhereIsRefused(String path) {
        List<Callable<?>> calls = List.of(
                () -> storage().read(path),
                () -> storage().open(path),
                () -> {
                    storage().createNew(path, Content.of(""));
                    return null;
                },
                () -> {
                    storage().replace(path, Content.of(""));
                    return null;
                },
                () -> {
                    storage().delete(path);
                    return null;
                });
        for (Callable<?> call : calls) {
            assertThatThrownBy(call::call).isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.PATH_NOT_ALLOWED));
        }
    }

    @Test
    default void namesMayHoldWhatIsSpecialElsewhere() throws IOException {
        String path = "a dir/b:c%20d#e?.f";
        storage().createNew(path, Content.of("x"));
        storage().replace(path, Content.of("y"));

        assertThat(text(path)).isEqualTo("y");
        assertThat(names("a dir")).containsExactly("b:c%20d#e?.f");
        storage().delete(path);
        assertThat(names("a dir")).isEmpty();
    }

    @Test
    default void anOpenFileIsReadAtAnyPosition() throws IOException {
        storage().createNew("f", Content.of("0123456789"));

        try (RandomAccess file = storage().open("f")) {
            assertThat(file.size()).isEqualTo(10);
            byte[] target = "........".getBytes(StandardCharsets.UTF_8);
            file.readFully(7, target, 2, 3);
            file.readFully(0, target, 6, 1);
            file.readFully(10, target, 0, 0);
            assertThat(target).asString(StandardCharsets.UTF_8).isEqualTo("..789.0.");
            assertThatThrownBy(() -> file.readFully(8, target, 0, 3)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> file.readFully(-1, target, 0, 1)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> file.readFully(Long.MAX_VALUE, target, 0, 1))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    default void aLargeFileIsWrittenAndReadInAnyPortions() throws IOException {
        byte[] expected = new byte[3_000_001];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31 + i / 251);
        }
        storage().createNew("large", out -> {
            out.write(expected, 0, 1);
            out.write(expected, 1, 2_000_000);
            out.write(expected, 2_000_001, 1_000_000);
        });

        try (InputStream in = storage().read("large")) {
            assertThat(Arrays.equals(in.readAllBytes(), expected)).isTrue();
        }
        try (RandomAccess file = storage().open("large")) {
            byte[] all = new byte[expected.length];
            file.readFully(0, all, 0, all.length);
            assertThat(Arrays.equals(all, expected)).isTrue();
        }
    }

    @Test
    default void ofManyWritersExactlyOneWins() throws Exception {
        int writers = 6;
        for (int round = 0; round < 20; round++) {
            String path = "offsets/" + round;
            List<Callable<String>> attempts = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String content = ("writer " + writer + ";").repeat(1_000);
                attempts.add(() -> winner(path, content));
            }

            List<String> winners = inParallel(attempts);

            assertThat(winners).as("round %s", round).containsOnlyOnce(text(path));
            assertThat(winners).filteredOn(String::isEmpty).hasSize(writers - 1);
        }
        assertThat(storage().list("offsets")).hasSize(20);
    }

    @Test
    default void aReaderSeesOldOrNewContentButNoPartOfIt() throws Exception {
        storage().replace("state", uniform(0));
        Callable<String> writer = () -> {
            for (int i = 1; i <= 200; i++) {
                storage().replace("state", uniform(i));
            }
            return "";
        };
        Callable<String> reader = () -> {
            for (int i = 0; i < 200; i++) {
                byte[] bytes = SmallFile.read(storage(), "state");
                byte first = bytes[0];
                assertThat(bytes).hasSize(Byte.toUnsignedInt(first) * 100 + 1).containsOnly(first);
            }
            return "";
        };

        assertThat(inParallel(List.of(writer, reader, reader))).hasSize(3);
    }

    private static Content uniform(int i) {
        byte[] bytes = new byte[i * 100 + 1];
        Arrays.fill(bytes, (byte) i);
        return Content.of(bytes);
    }

    /** The content if it was published, nothing if another writer was first. */
    private String winner(String path, String content) throws IOException {
        try {
            storage().createNew(path, Content.of(content));
            return content;
        } catch (FileAlreadyExistsException e) {
            return "";
        }
    }

    private static List<String> inParallel(List<Callable<String>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<String> results = new ArrayList<>();
            for (Future<String> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private String text(String path) throws IOException {
        return new String(SmallFile.read(storage(), path), StandardCharsets.UTF_8);
    }

    private List<String> names(String directory) throws IOException {
        return storage().list(directory).stream().map(StorageEntry::name).toList();
    }
}
