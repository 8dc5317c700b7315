package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark sees, which reads and writes local files through Hadoop's checksummed file system. */
class HadoopSideFileTest {
    @TempDir
    private Path directory;

    @Test
    void hadoopReadsWhatReplacedItsOwnFile() throws IOException {
        try (LocalFileSystem hadoop = FileSystem.newInstanceLocal(new Configuration(false));
                Storage storage = Storages.openForWriting(directory.toString(), Durability.SYNCED, () -> "id")) {
            org.apache.hadoop.fs.Path file =
                    new org.apache.hadoop.fs.Path(directory.resolve("1.zip").toUri());
            try (FSDataOutputStream out = hadoop.create(file)) {
                out.write("by Spark".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(directory.resolve(".1.zip.crc")).exists();

            storage.replace("1.zip", Content.of("by Pawl"));
            assertThat(text(hadoop, file)).isEqualTo("by Pawl");
        }
    }

    @Test
    void hadoopRefusesAFileThatDoesNotFitItsSideFile() throws IOException {
        try (LocalFileSystem hadoop = FileSystem.newInstanceLocal(new Configuration(false))) {
            org.apache.hadoop.fs.Path file =
                    new org.apache.hadoop.fs.Path(directory.resolve("1.zip").toUri());
            try (FSDataOutputStream out = hadoop.create(file)) {
                out.write("by Spark".getBytes(StandardCharsets.UTF_8));
            }
            Files.writeString(directory.resolve("1.zip"), "by someone");

            assertThatThrownBy(() -> text(hadoop, file)).isInstanceOf(ChecksumException.class);
        }
    }

    private static String text(FileSystem hadoop, org.apache.hadoop.fs.Path file) throws IOException {
        try (FSDataInputStream in = hadoop.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
