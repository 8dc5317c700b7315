package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest {
    @TempDir
    private Path directory;

    @Test
    void linksUpToTheRootAreFollowedOnce() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Path current = Files.createSymbolicLink(directory.resolve("current"), first);
        Storage storage = Storages.openForWriting(current.toString(), Durability.SYNCED, () -> "id");

        Files.delete(current);
        Files.createSymbolicLink(current, second);
        storage.createNew("offsets/0", Content.of("x"));

        assertThat(first.resolve("offsets/0")).hasContent("x");
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void readingFollowsLinksAndWritingReplacesThem() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("disk2"));
        Path root = Files.createDirectory(directory.resolve("checkpoint"));
        Files.writeString(outside.resolve("1.delta"), "outside");
        Files.createSymbolicLink(root.resolve("state"), outside);
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("1.delta"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("nothing"));
        Storage storage = Storages.openForWriting(root.toString(), Durability.SYNCED, () -> "id");

        assertThat(storage.list("state")).hasSize(1);
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        assertThat(storage.list(""))
                .extracting(StorageEntry::name)
                .containsExactly("dangling", "link", "loop", "state");
        assertThat(storage.list("")).extracting(StorageEntry::isDirectory).containsExactly(false, false, false, true);
        assertThatThrownBy(() -> storage.read("loop")).isInstanceOf(FileSystemException.class);
        storage.replace("link", Content.of("inside"));
        storage.delete("dangling");
        assertThat(outside.resolve("1.delta")).hasContent("outside");
        assertThat(root.resolve("link")).hasContent("inside").isRegularFile();
    }

    @Test
    void aLinkThatLeadsBackIsNoDirectory() throws IOException {
        Path root = Files.createDirectory(directory.resolve("checkpoint"));
        Path state = Files.createDirectory(root.resolve("state"));
        Path other = Files.createDirectory(root.resolve("other"));
        Files.createSymbolicLink(state.resolve("above"), root);
        Files.createSymbolicLink(state.resolve("itself"), Path.of("."));
        Files.createSymbolicLink(state.resolve("other"), other);
        Files.createSymbolicLink(other.resolve("back"), state);
        Storage storage = Storages.open(root.toString());

        assertThat(storage.list("state"))
                .extracting(StorageEntry::name, StorageEntry::isDirectory)
                .containsExactly(tuple("above", false), tuple("itself", false), tuple("other", true));
        assertThat(storage.list("state/other"))
                .extracting(StorageEntry::name, StorageEntry::isDirectory)
                .containsExactly(tuple("back", false));
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = directory.resolve("metadata");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Storage storage = Storages.open(directory.toString());

        assertThat(storage.list("")).isEmpty();
        assertThatThrownBy(() -> storage.read("metadata")).hasMessageContaining("is a pipe");
        assertThatThrownBy(() -> storage.open("metadata")).hasMessageContaining("is a pipe");
    }

    @Test
    void sideFilesGoWithTheFilesTheyBelongTo() throws IOException {
        Storage storage = Storages.openForWriting(directory.toString(), Durability.SYNCED, () -> "id");
        for (String name : List.of("replaced", "deleted", "created", "untouched")) {
            Files.writeString(directory.resolve("." + name + ".crc"), "of an older file");
        }
        Files.writeString(directory.resolve("replaced"), "old");
        Files.writeString(directory.resolve("deleted"), "old");

        storage.replace("replaced", Content.of("new"));
        storage.delete("deleted");
        storage.createNew("created", Content.of("new"));

        assertThat(storage.list(""))
                .extracting(StorageEntry::name)
                .containsExactly(".untouched.crc", "created", "replaced");
    }

    @Test
    void aTemporaryNameThatIsTakenIsNeitherTouchedNorMistakenForTheFile() throws IOException {
        Storage storage = Storages.openForWriting(directory.toString(), Durability.SYNCED, () -> "id");
        Files.writeString(directory.resolve(".0.id.tmp"), "somebody's");

        assertThatThrownBy(() -> storage.createNew("0", Content.of("x")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining(".0.id.tmp is taken");

        assertThat(directory.resolve(".0.id.tmp")).hasContent("somebody's");
        assertThat(directory.resolve("0")).doesNotExist();
    }

    @Test
    void aFileSystemWithoutHardLinksIsRefusedForNewNamesOnly() throws IOException {
        MemoryDisk noLinks = new MemoryDisk();
        noLinks.refuseLinks();
        Storage storage = new LocalStorage(noLinks, "usb", "/usb", Durability.SYNCED, () -> "id");

        assertThatThrownBy(() -> storage.createNew("offsets/0", Content.of("x")))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREATE_NEW_UNSUPPORTED))
                .hasMessageContaining("below usb has no hard links, so offsets/0 cannot");
        assertThat(storage.list("offsets")).isEmpty();
        storage.replace("state", Content.of("x"));
        assertThat(storage.list("")).hasSize(2);
    }
}
