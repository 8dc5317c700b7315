package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void nothingIsLeftAfterClosing() throws Exception {
        Path directory = temporary.resolve("a/b");
        try (ScratchDirectory scratch = ScratchDirectory.create(directory)) {
            Files.createDirectories(Path.of(scratch.absolutePath("c/d")));
            Files.writeString(Path.of(scratch.absolutePath("c/d/e")), "x");
        }
        assertThat(directory).doesNotExist();
        assertThat(temporary.resolve("a")).exists();
    }

    @Test
    void aDirectoryOfSomeoneElseIsNotTakenOver() throws Exception {
        Files.writeString(temporary.resolve("precious"), "x");

        assertThatThrownBy(() -> ScratchDirectory.create(temporary)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(temporary.resolve("precious")).exists();
    }

    @Test
    void aLinkIsDeletedAndNotFollowed() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        try (ScratchDirectory scratch = ScratchDirectory.create(temporary.resolve("s"))) {
            Files.createSymbolicLink(Path.of(scratch.absolutePath("link")), outside);
        }
        assertThat(outside.resolve("precious")).exists();
    }

    @Test
    void listsAndHandsOutFiles() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.create(temporary.resolve("s"))) {
            Files.createDirectories(Path.of(scratch.absolutePath("d/sub")));
            Files.writeString(Path.of(scratch.absolutePath("d/b")), "four");
            Files.writeString(Path.of(scratch.absolutePath("d/a")), "");

            assertThat(scratch.list("d")).extracting(StorageEntry::name).containsExactly("a", "b", "sub");
            assertThat(scratch.list("d").get(1).size()).isEqualTo(4);
            assertThat(scratch.list("d").get(2).isDirectory()).isTrue();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            scratch.content("d/b").writeTo(out);
            assertThat(out).hasToString("four");
        }
    }

    @Test
    void directoriesOfDeadProcessesAreDeleted(@TempDir Path parent) throws Exception {
        // One whose lock nobody holds, one that is just being made, one of somebody else.
        Path abandoned = Files.createDirectories(parent.resolve("kind-99999999-1/db"));
        Files.writeString(abandoned.resolveSibling("lock"), "");
        Path begun = Files.createDirectory(parent.resolve("kind-99999999-2"));
        Path other = Files.createDirectory(parent.resolve("other"));

        ScratchDirectory first = ScratchDirectory.ofProcess(parent, "kind-", "1");
        ScratchDirectory second = ScratchDirectory.ofProcess(parent, "kind-", "2");

        assertThat(abandoned.getParent()).doesNotExist();
        assertThat(begun).exists();
        assertThat(other).exists();
        assertThat(Path.of(first.absolutePath("lock"))).exists();
        second.close();
        assertThat(Path.of(second.absolutePath(""))).doesNotExist();
        first.close();
        assertThat(Path.of(first.absolutePath(""))).doesNotExist();
    }
}
