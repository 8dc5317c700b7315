package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.state.ChecksumFile;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Compares a file with its checksum file {@code <name>.crc}; for files that are not compared when they are read. */
final class SparkChecksum {
    private static final int BUFFER_BYTES = 64 << 10;

    private SparkChecksum() {}

    /** What is wrong, as a full sentence; empty if all is well or there is no checksum file. */
    static Optional<String> mismatch(Storage storage, String path) throws IOException {
        String checksumPath = path + ".crc";
        ChecksumFile expected;
        try {
            expected = ChecksumFile.parse(new String(SmallFile.read(storage, checksumPath), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProblem e) {
            return Optional.of("The checksum file " + checksumPath + " is damaged: " + e.reason() + ".");
        }
        CRC32C crc = new CRC32C();
        long size = 0;
        try (InputStream in = storage.read(path)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
        }
        if (expected.value() == (int) crc.getValue() && expected.mainFileSize() == size) {
            return Optional.empty();
        }
        return Optional.of("File " + path + " is not what its checksum file " + checksumPath + " says: expected size "
                + expected.mainFileSize() + " and checksum " + expected.value() + ", found size " + size
                + " and checksum " + (int) crc.getValue() + ".");
    }
}
