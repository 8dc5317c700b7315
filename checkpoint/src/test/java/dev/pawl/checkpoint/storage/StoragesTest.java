package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoragesTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeACheckpoint() throws IOException {
        Files.writeString(directory.resolve("metadata"), "{}");
    }

    @Test
    void aPathAndAFileUriNameTheSameFiles() throws IOException {
        for (String location : List.of(
                directory.toString(),
                directory + "/",
                "file:" + directory,
                "file://" + directory,
                "file://localhost" + directory,
                "FILE:" + directory)) {
            try (Storage storage = Storages.open(location)) {
                assertThat(storage.root()).isEqualTo(location);
                assertThat(storage.list("")).as(location).hasSize(1);
            }
        }
    }

    @Test
    void whatFollowsFileIsThePathItselfAsInSpark() throws IOException {
        Files.createDirectories(directory.resolve("a%20b/offsets"));

        assertThat(Storages.open("file:" + directory + "/a%20b").list("")).hasSize(1);
        assertThat(Storages.open("file:" + directory + "/a b").list("")).isEmpty();
    }

    @Test
    void aColonAloneMakesNoUri() throws IOException {
        assertThat(Storages.open("no:such:directory").list("")).isEmpty();
    }

    @Test
    void aStorageForLookingRefusesToWrite() {
        Storage storage = Storages.open(directory.toString());

        for (ThrowingCallable writing : List.<ThrowingCallable>of(
                () -> storage.createNew("a", Content.of("")),
                () -> storage.replace("metadata", Content.of("")),
                () -> storage.delete("metadata"))) {
            assertThatThrownBy(writing).isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.STORAGE_READ_ONLY));
        }
        assertThat(directory.resolve("metadata")).hasContent("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://bucket/c", "dbfs:/Volumes/c", "http://host/c", "file://host/c", "", "a\0b", "wasb://c@a/d"
            })
    void anotherStorageIsRefusedWithTheOnesThatWork(String location) {
        assertThatThrownBy(() -> Storages.open(location))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE))
                .hasMessageContaining("file:, hdfs://, s3a://, abfs://, abfss:// or gs://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a://bucket/c", "gs://bucket/c", "abfs://c@a.dfs.core.windows.net/d", "abfss://c@a/d"})
    void aConnectorThatIsNotThereIsNamed(String location) {
        assertThatThrownBy(() -> Storages.open(location))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_CONNECTOR_MISSING))
                .hasMessageContaining(location)
                .hasMessageContaining("class path");
    }

    @Test
    void anHdfsThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Storages.open("hdfs://no-such-host.invalid:1/c"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void withoutHadoopLocalPathsWorkAndOthersSayWhatIsMissing() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("hadoop")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> storages = loader.loadClass(Storages.class.getName());
            Method open = storages.getMethod("open", String.class);
            Object local = open.invoke(null, directory.toString());
            Method list = loader.loadClass(Storage.class.getName()).getMethod("list", String.class);
            Object entries = list.invoke(local, "");

            assertThat(storages.getClassLoader()).isSameAs(loader);
            assertThat((List<?>) entries).hasSize(1);
            assertThatThrownBy(() -> open.invoke(null, "s3a://bucket/c"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageStartingWith("[STORAGE_CONNECTOR_MISSING] Location s3a://bucket/c needs Hadoop");
        }
    }
}
