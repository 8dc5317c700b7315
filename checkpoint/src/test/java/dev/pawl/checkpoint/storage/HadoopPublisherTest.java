package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HadoopPublisherTest {
    private final AtomicInteger lastId = new AtomicInteger();

    @TempDir
    private java.nio.file.Path directory;

    @Test
    void s3aWithoutConditionsIsRefusedForNewNamesOnly() throws IOException {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(CloseToPublish.Connector.S3A);
        store.disableConditions();
        Storage storage = objects(store, CloseToPublish.Connector.S3A);

        assertThatThrownBy(() -> storage.createNew("offsets/0", Content.of("x")))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREATE_NEW_UNSUPPORTED))
                .hasMessageContaining("s3a://bucket/c/offsets/0")
                .hasMessageContaining("fs.s3a.create.conditional.enabled");
        storage.replace("state", Content.of("x"));
        assertThat(text(storage, "state")).isEqualTo("x");
    }

    @Test
    void anUploadWhoseAnswerWasLostIsRecognisedAsOurs() throws IOException {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(CloseToPublish.Connector.S3A);
        Storage storage = objects(store, CloseToPublish.Connector.S3A);
        store.loseAnswers();

        storage.createNew("offsets/0", Content.of("ours"));

        assertThatThrownBy(() -> storage.createNew("offsets/0", Content.of("theirs")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(text(storage, "offsets/0")).isEqualTo("ours");
    }

    @Test
    void aBrokenUploadIsAborted() throws IOException {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(CloseToPublish.Connector.S3A);
        Storage storage = objects(store, CloseToPublish.Connector.S3A);
        store.takeNoBytes();

        assertThatThrownBy(() -> storage.createNew("offsets/0", Content.of("x")))
                .hasMessage("broken pipe");
        assertThatThrownBy(() -> storage.replace("offsets/0", Content.of("x"))).hasMessage("broken pipe");

        assertThat(store.streamsLeft()).isZero();
        assertThat(storage.list("offsets")).isEmpty();
    }

    @Test
    void anUploadThatCannotBeAbortedIsNeverClosed() throws IOException {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(CloseToPublish.Connector.GS);
        Storage storage = objects(store, CloseToPublish.Connector.GS);
        store.takeNoBytes();

        assertThatThrownBy(() -> storage.replace("offsets/0", Content.of("x"))).hasMessage("broken pipe");

        assertThat(store.streamsLeft()).isEqualTo(1);
        assertThat(storage.list("offsets")).isEmpty();
    }

    @Test
    void contentForGsIsCompleteBeforeItsUploadStarts() {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(CloseToPublish.Connector.GS);
        Storage storage = objects(store, CloseToPublish.Connector.GS);

        assertThatThrownBy(() -> storage.createNew("offsets/0", out -> {
                    out.write(1);
                    throw new IOException("no more input");
                }))
                .hasMessage("no more input");

        assertThat(store.streamsLeft()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aNameTakenWhileWeUploadIsLost(CloseToPublish.Connector connector) throws IOException {
        ObjectStoreFileSystem store = new ObjectStoreFileSystem(connector);
        Storage storage = objects(store, connector);

        assertThatThrownBy(() -> storage.createNew("offsets/0", out -> {
                    storage.replace("offsets/0", Content.of("theirs"));
                    out.write(1);
                }))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(text(storage, "offsets/0")).isEqualTo("theirs");
    }

    @Test
    void aFlatAbfsAccountIsRefusedForNewNames() {
        RenamingFileSystem fileSystem = new RenamingFileSystem();
        fileSystem.flatten();
        Storage storage = renamed(fileSystem, RenameToPublish.Namespace.UNKNOWN);

        assertThatThrownBy(() -> storage.createNew("offsets/0", Content.of("x")))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREATE_NEW_UNSUPPORTED))
                .hasMessageContaining("hierarchical namespace");
    }

    @Test
    void anAbfsAccountWithDirectoriesIsNot() throws IOException {
        Storage storage = renamed(new RenamingFileSystem(), RenameToPublish.Namespace.UNKNOWN);

        storage.createNew("offsets/0", Content.of("x"));

        assertThat(text(storage, "offsets/0")).isEqualTo("x");
    }

    @Test
    void aRenameWhoseAnswerWasLostIsRecognisedAsOurs() throws IOException {
        RenamingFileSystem fileSystem = new RenamingFileSystem();
        Storage storage = renamed(fileSystem, RenameToPublish.Namespace.HIERARCHICAL);
        fileSystem.loseAnswers();

        storage.createNew("offsets/0", Content.of("ours"));

        assertThat(text(storage, "offsets/0")).isEqualTo("ours");
    }

    @Test
    void aNameTakenBeforeTheRenameIsLost() throws IOException {
        Storage storage = renamed(new RenamingFileSystem(), RenameToPublish.Namespace.HIERARCHICAL);

        assertThatThrownBy(() -> storage.createNew("offsets/0", out -> {
                    storage.createNew("offsets/0", Content.of("theirs"));
                    out.write(1);
                }))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(text(storage, "offsets/0")).isEqualTo("theirs");
        assertThat(storage.list("offsets")).extracting(StorageEntry::name).isEqualTo(List.of("0"));
    }

    private Storage objects(FileSystem store, CloseToPublish.Connector connector) {
        return new HadoopStorage(
                store,
                "s3a://bucket/c",
                new Path("s3a://bucket/c"),
                new CloseToPublish(store, connector, this::nextId));
    }

    private Storage renamed(FileSystem fileSystem, RenameToPublish.Namespace namespace) {
        return new HadoopStorage(
                fileSystem,
                "hdfs:/c",
                new Path(directory.toUri()),
                new RenameToPublish(fileSystem, namespace, Durability.SYNCED, this::nextId));
    }

    private String nextId() {
        return "id" + lastId.incrementAndGet();
    }

    private static String text(Storage storage, String path) throws IOException {
        return new String(SmallFile.read(storage, path), StandardCharsets.UTF_8);
    }
}
